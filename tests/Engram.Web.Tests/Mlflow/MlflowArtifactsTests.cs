using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Mlflow;

/// <summary>Artifacts through MLflow's proxy and around it.</summary>
public sealed class MlflowArtifactsTests(EngramInstance engram)
{
    private readonly MlflowClient _mlflow = new(engram);

    [Fact]
    public async Task A_file_goes_in_comes_back_and_is_overwritten()
    {
        var root = await RootAsync();
        Assert.Equal("{}", (await PutAsync($"{root}/model.pt", "first")).Text);
        await PutAsync($"{root}/model.pt", "second");
        var file = await engram.GetAsync($"{root}/model.pt");
        Assert.Equal("second", file.Text);
        Assert.Equal("attachment", file.ContentHeaders.ContentDisposition!.DispositionType);
        Assert.Equal("model.pt", file.ContentHeaders.ContentDisposition.FileName);
        Assert.Equal("nosniff", Assert.Single(file.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData("second"u8))}\"", file.Headers.ETag!.Tag);
        Assert.Equal(206, (await engram.GetAsync($"{root}/model.pt", ("Range", "bytes=1-3"))).Status);
        Assert.Equal("eco", (await engram.GetAsync($"{root}/model.pt", ("Range", "bytes=1-3"))).Text);
    }

    [Fact]
    public async Task Folders_are_listed_by_base_names_there_and_by_paths_of_the_run_here()
    {
        var run = await _mlflow.RunAsync(await _mlflow.ExperimentAsync());
        var root = await RootAsync(run);
        await PutAsync($"{root}/b.txt", "seven b");
        await PutAsync($"{root}/a/deep/c.txt", "c");
        await PutAsync($"{root}/a/empty", "");
        await PutAsync($"{root}/a b/%C3%BC.txt", "ü");
        var uri = (await _mlflow.GetAsync($"runs/get?run_id={run}")).Json["run"]!["info"]!["artifact_uri"]!.GetValue<string>();
        var path = uri["mlflow-artifacts:/".Length..];
        Assert.Equal("""{"files":[{"path":"a","is_dir":true},{"path":"a b","is_dir":true},{"path":"b.txt","is_dir":false,"file_size":7}]}""",
            (await engram.GetAsync($"/api/2.0/mlflow-artifacts/artifacts?path={path}")).Text);
        Assert.Equal("""{"files":[{"path":"deep","is_dir":true},{"path":"empty","is_dir":false}]}""", (await engram.GetAsync($"/api/2.0/mlflow-artifacts/artifacts?path={path}/a")).Text);
        Assert.Equal($$"""{"root_uri":"{{uri}}","files":[{"path":"a","is_dir":true},{"path":"a b","is_dir":true},{"path":"b.txt","is_dir":false,"file_size":7}]}""",
            (await _mlflow.GetAsync($"artifacts/list?run_id={run}")).Text);
        Assert.Equal($$"""{"root_uri":"{{uri}}","files":[{"path":"a/deep","is_dir":true},{"path":"a/empty","is_dir":false}]}""", (await _mlflow.GetAsync($"artifacts/list?run_uuid={run}&path=a")).Text);
        Assert.Equal($$"""{"root_uri":"{{uri}}"}""", (await _mlflow.GetAsync($"artifacts/list?run_id={run}&path=nothing")).Text);
        Assert.Equal("{}", (await engram.GetAsync("/api/2.0/mlflow-artifacts/artifacts?path=nothing/here")).Text);
        Assert.Equal("ü", (await engram.GetAsync($"/get-artifact?run_id={run}&path=a%20b/%C3%BC.txt")).Text);
    }

    [Fact]
    public async Task A_file_outside_of_runs_is_kept_too()
    {
        await PutAsync("/api/2.0/mlflow-artifacts/artifacts/shared/words.txt", "words");
        Assert.Equal("words", (await engram.GetAsync("/ajax-api/2.0/mlflow-artifacts/artifacts/shared/words.txt")).Text);
        Assert.Contains("words.txt", (await engram.GetAsync("/api/2.0/mlflow-artifacts/artifacts?path=shared")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_and_a_folder_are_deleted()
    {
        var root = await RootAsync();
        foreach (var name in new[] { "a/1", "a/2", "b", "ab" }) await PutAsync($"{root}/{name}", name);
        Assert.Equal("{}", (await engram.DeleteAsync($"{root}/a")).Text);
        Assert.Equal("{}", (await engram.DeleteAsync($"{root}/b")).Text);
        Assert.Equal(404, (await engram.GetAsync($"{root}/a/1")).Status);
        Assert.Equal(404, (await engram.GetAsync($"{root}/b")).Status);
        Assert.Equal("ab", (await engram.GetAsync($"{root}/ab")).Text);
    }

    [Fact]
    public async Task What_is_not_there_is_a_404_and_not_our_mistake()
    {
        var missing = await engram.GetAsync($"{await RootAsync()}/nothing");
        Assert.Equal(404, missing.Status);
        Assert.Equal("RESOURCE_DOES_NOT_EXIST", missing.Json["error_code"]!.GetValue<string>());
        Assert.Equal(404, (await engram.GetAsync($"/get-artifact?run_id={new string('f', 32)}&path=x")).Status);
    }

    [Fact]
    public async Task A_large_file_is_sent_as_one()
    {
        foreach (var step in new[] { "create", "complete", "abort" })
        {
            var answer = await engram.PostAsync($"/api/2.0/mlflow-artifacts/mpu/{step}/1/x", new JsonObject());
            Assert.Equal(501, answer.Status);
            Assert.Equal("""{"error_code":"NOT_IMPLEMENTED","message":"Multipart upload is not supported for the current artifact repository"}""", answer.Text);
        }
        // More than any other body may have.
        var bytes = new byte[20 << 20];
        bytes[^1] = 7;
        var root = await RootAsync();
        Assert.Equal(200, (await engram.SendContentAsync(HttpMethod.Put, $"{root}/large", new ByteArrayContent(bytes))).Status);
        Assert.Equal(bytes, (await engram.GetAsync($"{root}/large")).Bytes);
    }

    [Theory]
    [InlineData("%2e%2e%2fsecret")]
    [InlineData("%252e%252e%252fsecret")]
    [InlineData("a%2f..%2f..%2fb")]
    [InlineData("%2fetc%2fpasswd")]
    [InlineData("a%23b")]
    [InlineData("a%2523b")]
    [InlineData("a%5c..%5cb")]
    [InlineData("a%00b")]
    public async Task A_path_that_leads_elsewhere_is_refused(string path)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete })
        {
            var answer = await engram.SendContentAsync(method, $"/api/2.0/mlflow-artifacts/artifacts/{path}", method == HttpMethod.Put ? new StringContent("x") : null);
            // What the server resolves before it looks for an address is not found.
            Assert.True(answer.Status is 400 or 404, $"{method} {path}: {answer.Status}");
        }
        Assert.Contains("Invalid path", (await engram.GetAsync($"/api/2.0/mlflow-artifacts/artifacts?path={Uri.EscapeDataString(path)}")).Text, StringComparison.Ordinal);
        var run = await _mlflow.RunAsync(await _mlflow.ExperimentAsync());
        Assert.Equal(400, (await _mlflow.GetAsync($"artifacts/list?run_id={run}&path={Uri.EscapeDataString(path)}")).Status);
        Assert.Equal(400, (await engram.GetAsync($"/get-artifact?run_id={run}&path={Uri.EscapeDataString(path)}")).Status);
    }

    [Fact]
    public async Task A_browser_uploads_small_files()
    {
        var run = await _mlflow.RunAsync(await _mlflow.ExperimentAsync());
        Task<Answer> UploadAsync(string query, HttpContent content) => engram.SendContentAsync(HttpMethod.Post, $"/ajax-api/2.0/mlflow/upload-artifact?{query}", content);
        Assert.Equal(200, (await UploadAsync($"run_uuid={run}&path=a/b.txt", new StringContent("hello"))).Status);
        Assert.Equal("hello", (await engram.GetAsync($"/get-artifact?run_uuid={run}&path=a/b.txt")).Text);
        Assert.Equal(400, (await UploadAsync($"run_uuid={run}&path=big", new ByteArrayContent(new byte[10_000_001]))).Status);
        Assert.Equal(400, (await UploadAsync($"run_uuid={run}", new StringContent("x"))).Status);
        Assert.Equal(400, (await UploadAsync("path=x", new StringContent("x"))).Status);
        Assert.Equal(400, (await UploadAsync($"run_uuid={run}&path=../x", new StringContent("x"))).Status);
        Assert.Equal(404, (await UploadAsync($"run_uuid={new string('f', 32)}&path=x", new StringContent("x"))).Status);
    }

    [Fact]
    public async Task A_file_is_no_folder_and_a_folder_no_file()
    {
        var root = await RootAsync();
        await PutAsync($"{root}/a/b", "x");
        Assert.Contains("is a folder here", (await engram.SendContentAsync(HttpMethod.Put, $"{root}/a", new StringContent("x"))).Text, StringComparison.Ordinal);
        Assert.Contains("is a file here", (await engram.SendContentAsync(HttpMethod.Put, $"{root}/a/b/c", new StringContent("x"))).Text, StringComparison.Ordinal);
        Assert.Equal(400, (await engram.SendContentAsync(HttpMethod.Put, root, new StringContent("x"))).Status);
    }

    private async Task<Answer> PutAsync(string address, string text)
    {
        var answer = await engram.SendContentAsync(HttpMethod.Put, address, new ByteArrayContent(Encoding.UTF8.GetBytes(text)));
        Assert.True(answer.Status == 200, answer.Text);
        return answer;
    }

    private async Task<string> RootAsync() => await RootAsync(await _mlflow.RunAsync(await _mlflow.ExperimentAsync()));

    private async Task<string> RootAsync(string run)
    {
        var uri = (await _mlflow.GetAsync($"runs/get?run_id={run}")).Json["run"]!["info"]!["artifact_uri"]!.GetValue<string>();
        return $"/api/2.0/mlflow-artifacts/artifacts{uri["mlflow-artifacts:".Length..]}";
    }
}
