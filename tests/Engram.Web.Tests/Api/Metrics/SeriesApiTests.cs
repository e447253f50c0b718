using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Engram.Web.Tests.Experiments;

namespace Engram.Web.Tests.Api.Metrics;

public sealed class SeriesApiTests(EngramInstance engram)
{
    private const string Address = "/api/v1/series";

    [Fact]
    public async Task Every_double_arrives_with_its_bits_as_JSON_CSV_and_binary()
    {
        var run = (await engram.RunsAsync(await engram.WalkAsync(new JsonObject { ["steps"] = 3 }, seeds: "0")))[0];
        var address = $"{Address}?run={run}&key=odd&task=out";
        Assert.Equal(Bits(WalkExperiment.Odd), Bits([.. (await engram.GetAsync(address)).Json["series"]![0]!["values"]!.AsArray().Select(Number)]));

        var csv = await engram.GetAsync(address, ("Accept", "text/csv"));
        Assert.Equal("text/csv", csv.MediaType);
        var lines = csv.Text.TrimEnd().Split("\r\n");
        Assert.Equal("run,key,task,step,time,value", lines[0]);
        Assert.Equal(Bits(WalkExperiment.Odd), Bits([.. lines[1..].Select(line => double.Parse(line.Split(',')[5], CultureInfo.InvariantCulture))]));

        var (header, columns) = Binary((await engram.GetAsync(address, ("Accept", "application/octet-stream"))).Bytes);
        Assert.Equal(WalkExperiment.Odd.Length, header["series"]![0]!["shown"]!.GetValue<int>());
        Assert.Equal(Enumerable.Range(0, WalkExperiment.Odd.Length).Select(i => (long)i),
            MemoryMarshal.Cast<byte, long>(columns)[..WalkExperiment.Odd.Length].ToArray());
        Assert.Equal(Bits(WalkExperiment.Odd), Bits(MemoryMarshal.Cast<byte, double>(columns)[(2 * WalkExperiment.Odd.Length)..].ToArray()));
    }

    [Fact]
    public async Task Many_runs_come_at_once_thinned_and_say_how_many_points_there_are()
    {
        var runs = await engram.RunsAsync(await engram.WalkAsync(new JsonObject { ["steps"] = 500 }, seeds: "0..1"));
        var answer = (await engram.GetAsync($"{Address}?run={runs[0]}&run={runs[1]}&key=position&points=10")).Json["series"]!.AsArray();
        Assert.Equal(4, answer.Count); // Two runs, two tasks.
        Assert.All(answer, series => Assert.Equal(500, series!["total"]!.GetValue<int>()));
        Assert.All(answer, series => Assert.InRange(series!["shown"]!.GetValue<int>(), 4, 10));
        var part = (await engram.GetAsync($"{Address}?run={runs[0]}&key=position&task=back&from=100&to=109")).Json["series"]![0]!;
        Assert.Equal((10, 10, 100), (part["total"]!.GetValue<int>(), part["shown"]!.GetValue<int>(), part["steps"]![0]!.GetValue<int>()));
    }

    [Fact]
    public async Task The_series_of_a_run_are_summed_up()
    {
        var run = (await engram.RunsAsync(await engram.WalkAsync(new JsonObject { ["steps"] = 4, ["goal"] = 8 }, seeds: "0")))[0];
        var series = (await engram.GetAsync($"/api/v1/runs/{run}/metrics")).Json.AsArray();
        var position = series.Single(one => one!["key"]!.GetValue<string>() == "position" && one["task"]!.GetValue<string>() == "out")!;
        Assert.Equal((4, 0, 3, 8.0, 2.0, 8.0, 5.0), (Whole("count"), Whole("firstStep"), Whole("lastStep"), Number(position["last"]),
            Number(position["min"]), Number(position["max"]), Number(position["mean"])));
        Assert.Equal(1, series.First(one => one!["key"]!.GetValue<string>() == "odd")!["nanCount"]!.GetValue<int>());

        int Whole(string member) => position[member]!.GetValue<int>();
    }

    [Fact]
    public async Task Wrong_questions_are_refused()
    {
        var nobody = new string('0', 32);
        Assert.Equal("run: Has 0 entries; 1 to 1000 are allowed.", (await engram.GetAsync(Address)).Errors);
        Assert.Equal($"run: There is no run {nobody}.", (await engram.GetAsync($"{Address}?run={nobody}")).Errors);
        Assert.Equal("from: Is 5, after to (4).", (await engram.GetAsync($"{Address}?run={nobody}&from=5&to=4")).Errors);
        Assert.Contains("text/csv", (await engram.GetAsync($"{Address}?run={nobody}", ("Accept", "image/png"))).Refused(406),
            StringComparison.Ordinal);
        Assert.Equal("points: Is 3; 4 to 1000000 is allowed.", (await engram.GetAsync($"{Address}?run={nobody}&points=3")).Errors);
    }

    private static (JsonNode Header, byte[] Columns) Binary(byte[] bytes)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        return (JsonNode.Parse(bytes.AsSpan(4, length))!, bytes[((4 + length + 7) / 8 * 8)..]);
    }

    private static double Number(JsonNode? node) => node!.GetValueKind() == System.Text.Json.JsonValueKind.String
        ? double.Parse(node.GetValue<string>(), CultureInfo.InvariantCulture) : node.GetValue<double>();

    private static IEnumerable<long> Bits(double[] values) => values.Select(BitConverter.DoubleToInt64Bits);
}
