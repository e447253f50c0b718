using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Api.Archives;

/// <summary>A project out over HTTP, and in again.</summary>
public sealed class ArchivesApiTests(EngramInstance engram)
{
    [Fact]
    public async Task A_study_travels_with_its_points_and_comes_back_after_it_was_purged()
    {
        var name = $"travels {Guid.CreateVersion7():N}";
        var study = await engram.WalkAsync(new JsonObject { ["steps"] = 20 }, seeds: "0..1", project: name);
        var runs = await engram.RunsAsync(study);
        var project = (await engram.GetAsync($"/api/v1/studies/{study}")).Json["projectId"]!.GetValue<string>();
        var before = await PointsAsync(runs);

        var archive = await engram.GetAsync($"/api/v1/projects/{project}/export");
        Assert.Equal((200, "application/zip"), (archive.Status, archive.MediaType));
        Assert.StartsWith("attachment; filename=travels-", archive.ContentHeaders.ContentDisposition!.ToString(), StringComparison.Ordinal);

        var again = await ImportAsync(archive.Bytes);
        Assert.Equal((0, 2), (again.Json["runs"]!.GetValue<int>(), again.Json["runsThere"]!.GetValue<int>()));

        Assert.Equal(204, (await engram.DeleteAsync($"/api/v1/projects/{project}")).Status);
        Assert.Contains("is in the bin", (await ImportAsync(archive.Bytes)).Errors, StringComparison.Ordinal);
        await using (var gone = engram.Database.DataSource.CreateCommand($"delete from runs where project_id = '{project}'; delete from studies where project_id = '{project}'; delete from projects where id = '{project}'"))
        {
            await gone.ExecuteNonQueryAsync();
        }
        var back = await ImportAsync(archive.Bytes, "?name=elsewhere%20" + project);
        Assert.True(back.Status == 200, back.Text);
        Assert.Equal((1, 2, true), (back.Json["studies"]!.GetValue<int>(), back.Json["runs"]!.GetValue<int>(), back.Json["isNew"]!.GetValue<bool>()));
        Assert.Equal(before, await PointsAsync(runs));
        Assert.Equal("succeeded", (await engram.GetAsync($"/api/v1/runs/{runs[0]}")).Json["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_is_no_archive_is_refused()
    {
        Assert.Contains("not a zip archive", (await ImportAsync([1, 2, 3])).Errors, StringComparison.Ordinal);
        Assert.Contains("not a zip archive", (await ImportAsync([])).Errors, StringComparison.Ordinal);
        (await engram.PostAsync("/api/v1/import", new JsonObject())).Refused(415);
        (await engram.GetAsync($"/api/v1/projects/{new string('0', 32)}/export")).Refused(404);
    }

    private async Task<string> PointsAsync(string[] runs)
    {
        List<string> all = [];
        foreach (var run in runs) all.Add((await engram.GetAsync($"/api/v1/series?run={run}&key=position", ("Accept", "text/csv"))).Text);
        return string.Join('\n', all);
    }

    private Task<Answer> ImportAsync(byte[] bytes, string query = "") => engram.SendContentAsync(HttpMethod.Post, $"/api/v1/import{query}",
        new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/zip") } });
}
