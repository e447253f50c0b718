using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Engram.Numerics.Serialization;

namespace Engram.Web.Tests.Api.Checkpoints;

public sealed class CheckpointsApiTests(EngramInstance engram)
{
    [Fact]
    public async Task The_bytes_come_back_whole_by_range_and_only_when_they_are_new()
    {
        var run = (await engram.RunsAsync(await engram.WalkAsync(new JsonObject { ["steps"] = 2 }, seeds: "0")))[0];
        var checkpoint = (await engram.GetAsync($"/api/v1/runs/{run}/checkpoints")).Json[0]!;
        var address = $"/api/v1/checkpoints/{checkpoint["id"]}/content";
        var whole = await engram.GetAsync(address);
        var hash = Convert.ToHexStringLower(SHA256.HashData(whole.Bytes));
        Assert.Equal((200, $"\"{hash}\"", hash), (whole.Status, whole.Headers.ETag!.Tag, checkpoint["sha256"]!.GetValue<string>()));
        Assert.Equal(checkpoint["size"]!.GetValue<int>(), whole.Bytes.Length);
        Assert.Equal([1.0, -0.0, double.NaN], SafeTensorsFile.Parse(whole.Bytes).Tensors["weights"].ToArray<double>());
        Assert.Equal("network-out-2.safetensors", whole.ContentHeaders.ContentDisposition!.FileName);

        var part = await engram.GetAsync(address, ("Range", "bytes=8-15"));
        Assert.Equal(206, part.Status);
        Assert.Equal(whole.Bytes[8..16], part.Bytes);
        Assert.Equal(416, (await engram.GetAsync(address, ("Range", "bytes=99999-"))).Status);
        Assert.Equal(304, (await engram.GetAsync(address, ("If-None-Match", $"\"{hash}\""))).Status);
        var head = await engram.SendContentAsync(HttpMethod.Head, address, null);
        Assert.Equal((200, whole.Bytes.Length), (head.Status, (int)head.ContentHeaders.ContentLength!));
    }

    [Fact]
    public async Task A_checkpoint_says_what_is_in_it()
    {
        var run = (await engram.RunsAsync(await engram.WalkAsync(new JsonObject { ["steps"] = 2 }, seeds: "0")))[0];
        var listed = (await engram.GetAsync($"/api/v1/runs/{run}/checkpoints")).Json.AsArray();
        Assert.Equal(["network out 2", "network back 2"], listed.Select(c => $"{c!["kind"]} {c["task"]} {c["step"]}"));
        var one = (await engram.GetAsync($"/api/v1/checkpoints/{listed[1]!["id"]}")).Json;
        Assert.Equal(("back", "F64", 3), (one["metadata"]!["task"]!.GetValue<string>(), one["tensors"]![0]!["type"]!.GetValue<string>(),
            one["tensors"]![0]!["shape"]![0]!.GetValue<int>()));
        Assert.Contains("is a network; only a memory has curves", (await engram.GetAsync($"/api/v1/checkpoints/{listed[1]!["id"]}/memory"))
            .Refused(409), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_memory_of_a_lift_is_drawn_as_curves_and_its_transfers_as_lineage()
    {
        var made = await engram.PostAsync("/api/v1/runs", new JsonObject
        {
            ["project"] = "lifts", ["experiment"] = "sequential-lift", ["seed"] = 0,
            ["options"] = new JsonObject { ["samples"] = 500, ["method"] = "metagd", ["eta"] = 0.01, ["checkpointEvery"] = 0,
                ["tasks"] = new JsonArray("no-object", "light") },
        });
        await EngramInstance.UntilAsync(async () =>
            (await engram.GetAsync($"/api/v1/runs/{made.Id}")).Json["state"]!.GetValue<string>() == "succeeded");
        var checkpoint = (await engram.GetAsync($"/api/v1/runs/{made.Id}/checkpoints")).Json.AsArray()
            .Last(c => c!["kind"]!.GetValue<string>() == "memory")!["id"]!;

        var memory = (await engram.GetAsync($"/api/v1/checkpoints/{checkpoint}/memory?points=201")).Json;
        Assert.Equal((0.01, 1.0), (memory["initialRate"]!.GetValue<double>(), memory["gradientBound"]!.GetValue<double>()));
        Assert.Equal(["no-object", "light"], memory["provenance"]!.AsArray().Select(task => task!.GetValue<string>()));
        Assert.Equal(4, memory["groups"]!.AsArray().Count); // One per layer.
        foreach (var group in memory["groups"]!.AsArray())
        {
            var (gradients, rates) = (Numbers(group!["gradients"]), Numbers(group["rates"]));
            Assert.Equal((201, 201, -1.0, 1.0), (gradients.Length, rates.Length, gradients[0], gradients[^1]));
            Assert.Equal((200, 200, 200), (Numbers(group["theta"]).Length, Numbers(group["centres"]).Length, group["visits"]!.AsArray().Count));
            // A recalled rate is a weighted mean of the local models' rates.
            Assert.All(rates, rate => Assert.InRange(rate, Numbers(group["theta"]).Min() * (1 - 1e-12), Numbers(group["theta"]).Max() * (1 + 1e-12)));
        }
        var name = memory["groups"]![0]!["name"]!.GetValue<string>();
        Assert.Single((await engram.GetAsync($"/api/v1/checkpoints/{checkpoint}/memory?group={Uri.EscapeDataString(name)}")).Json["groups"]!.AsArray());
        Assert.Contains($"Known: {name}", (await engram.GetAsync($"/api/v1/checkpoints/{checkpoint}/memory?group=none")).Errors,
            StringComparison.Ordinal);

        var edges = (await engram.GetAsync($"/api/v1/runs/{made.Id}/lineage")).Json["edges"]!.AsArray();
        Assert.Equal(["memory 0 -> 1", "network 0 -> 1"], edges.Select(edge =>
            $"{edge!["kind"]} {edge["from"]!["taskIndex"]} -> {edge["to"]!["taskIndex"]}").Order(StringComparer.Ordinal));
    }

    private static double[] Numbers(JsonNode? list) => [.. list!.AsArray().Select(number => number!.GetValue<double>())];
}
