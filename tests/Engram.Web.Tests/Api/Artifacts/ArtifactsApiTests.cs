using System.Security.Cryptography;
using System.Text;
using Engram.Web.Tests.Mlflow;

namespace Engram.Web.Tests.Api.Artifacts;

public sealed class ArtifactsApiTests(EngramInstance engram)
{
    private static readonly byte[] Words = "some words"u8.ToArray();
    private static readonly string Digest = Convert.ToHexStringLower(SHA256.HashData(Words));
    private readonly MlflowClient _mlflow = new(engram);

    [Fact]
    public async Task A_file_is_put_listed_read_in_parts_and_deleted()
    {
        var run = await RunAsync();
        var made = await PutAsync(run, "notes/a b.txt", Words);
        Assert.Equal(("notes/a b.txt", 10, Digest), (made.Json["path"]!.GetValue<string>(), made.Json["size"]!.GetValue<long>(), made.Json["sha256"]!.GetValue<string>()));
        await PutAsync(run, "empty", []);
        var list = (await engram.GetAsync($"/api/v1/runs/{run}/artifacts")).Json.AsArray();
        Assert.Equal(["empty", "notes/a b.txt"], list.Select(file => file!["path"]!.GetValue<string>()));

        var file = await engram.GetAsync(Content(run, "notes/a b.txt"));
        Assert.Equal(Words, file.Bytes);
        Assert.Equal($"\"{Digest}\"", file.Headers.ETag!.Tag);
        var part = await engram.GetAsync(Content(run, "notes/a b.txt"), ("Range", "bytes=5-"));
        Assert.Equal((206, "words"), (part.Status, part.Text));
        Assert.Equal(304, (await engram.GetAsync(Content(run, "notes/a b.txt"), ("If-None-Match", $"\"{Digest}\""))).Status);
        Assert.Equal(416, (await engram.GetAsync(Content(run, "notes/a b.txt"), ("Range", "bytes=10-"))).Status);

        Assert.Equal(204, (await engram.DeleteAsync(Content(run, "notes"))).Status);
        Assert.Contains("has no file", (await engram.GetAsync(Content(run, "notes/a b.txt"))).Refused(404), StringComparison.Ordinal);
        Assert.Contains("has no file", (await engram.DeleteAsync(Content(run, "notes"))).Refused(404), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_doors_see_the_same_files_and_so_does_the_page()
    {
        var run = await RunAsync();
        await PutAsync(run, "here/x.txt", Words);
        Assert.Equal("some words", (await engram.GetAsync($"/get-artifact?run_id={run}&path=here/x.txt")).Text);
        var page = (await engram.GetAsync($"/runs/{run}")).Text;
        Assert.Contains("here/x.txt", page, StringComparison.Ordinal);
        Assert.Contains(Digest, page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/x")]
    [InlineData("a#b")]
    [InlineData("%2e%2e/x")]
    [InlineData("..")]
    public async Task A_path_that_leads_elsewhere_is_refused(string path)
    {
        var run = await RunAsync();
        Assert.Contains("is no path of a file", (await engram.GetAsync(Content(run, path))).Errors, StringComparison.Ordinal);
        Assert.Contains("is no path of a file", (await SendAsync(run, path, Words)).Errors, StringComparison.Ordinal);
        Assert.Contains("is no path of a file", (await engram.DeleteAsync(Content(run, path))).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_a_worker_records_keeps_its_files_to_itself()
    {
        var run = (await engram.RunsAsync(await engram.WalkAsync(seeds: "0")))[0];
        Assert.Contains("belongs to a study", (await SendAsync(run, "x", Words)).Refused(409), StringComparison.Ordinal);
        Assert.Contains("belongs to a study", (await engram.DeleteAsync(Content(run, "x"))).Refused(409), StringComparison.Ordinal);
        Assert.Equal("[]", (await engram.GetAsync($"/api/v1/runs/{run}/artifacts")).Text);
    }

    [Fact]
    public async Task Without_a_run_there_are_no_files()
    {
        var nobody = new string('f', 32);
        (await engram.GetAsync($"/api/v1/runs/{nobody}/artifacts")).Refused(404);
        (await engram.GetAsync(Content(nobody, "x"))).Refused(404);
        (await SendAsync(nobody, "x", Words)).Refused(404);
        (await engram.DeleteAsync(Content(nobody, "x"))).Refused(404);
    }

    private async Task<string> RunAsync() => await _mlflow.RunAsync(await _mlflow.ExperimentAsync());

    private static string Content(string run, string path) => $"/api/v1/runs/{run}/artifacts/content?path={Uri.EscapeDataString(path)}";

    private Task<Answer> SendAsync(string run, string path, byte[] bytes) => engram.SendContentAsync(HttpMethod.Put, Content(run, path), new ByteArrayContent(bytes));

    private async Task<Answer> PutAsync(string run, string path, byte[] bytes)
    {
        var answer = await SendAsync(run, path, bytes);
        Assert.True(answer.Status == 200, Encoding.UTF8.GetString(answer.Bytes));
        return answer;
    }
}
