using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Api.Projects;

public sealed class ProjectsApiTests(EngramInstance engram)
{
    private const string Address = "/api/v1/projects";

    [Fact]
    public async Task A_project_is_made_found_changed_and_put_into_the_bin()
    {
        var made = await engram.PostAsync(Address, new JsonObject { ["name"] = " born ", ["tags"] = new JsonArray("a", "η") });
        Assert.Equal(201, made.Status);
        Assert.Equal($"{Address}/{made.Id}", made.Headers.Location!.ToString());
        Assert.Equal("born", made.Json["name"]!.GetValue<string>());

        var changed = await engram.PatchAsync($"{Address}/{made.Id}", new JsonObject { ["description"] = "x" });
        Assert.Equal(200, changed.Status);
        Assert.Equal(("born", "x"), (changed.Json["name"]!.GetValue<string>(), changed.Json["description"]!.GetValue<string>()));
        Assert.Equal(["a", "η"], changed.Json["tags"]!.AsArray().Select(tag => tag!.GetValue<string>()));

        Assert.Equal(204, (await engram.DeleteAsync($"{Address}/{made.Id}")).Status);
        Assert.Contains("may have been deleted", (await engram.GetAsync($"{Address}/{made.Id}")).Refused(404), StringComparison.Ordinal);
        (await engram.DeleteAsync($"{Address}/{made.Id}")).Refused(404);
        Assert.Equal(201, (await engram.PostAsync(Address, new JsonObject { ["name"] = "born" })).Status); // Its name is free.
    }

    [Fact]
    public async Task A_name_belongs_to_one_project()
    {
        await engram.PostAsync(Address, new JsonObject { ["name"] = "taken" });
        Assert.Contains("'taken'", (await engram.PostAsync(Address, new JsonObject { ["name"] = "taken" })).Refused(409), StringComparison.Ordinal);
        var other = await engram.PostAsync(Address, new JsonObject { ["name"] = "not taken" });
        (await engram.PatchAsync($"{Address}/{other.Id}", new JsonObject { ["name"] = "taken" })).Refused(409);
        Assert.Equal("not taken", (await engram.GetAsync($"{Address}/{other.Id}")).Json["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition()
    {
        for (var i = 0; i < 5; i++) await engram.PostAsync(Address, new JsonObject { ["name"] = $"page {i}" });
        List<string> seen = [];
        for (var next = $"{Address}?limit=2"; next is not null;)
        {
            var page = await engram.GetAsync(next);
            Assert.InRange(page.Items.Length, 1, 2);
            seen.AddRange(page.Items.Select(item => item["name"]!.GetValue<string>()));
            next = page.Json["nextCursor"] is { } cursor ? $"{Address}?limit=2&cursor={cursor}" : null;
        }
        Assert.Equal(seen.Distinct(), seen);
        Assert.Equal(["page 4", "page 3", "page 2", "page 1", "page 0"], seen.Where(name => name.StartsWith("page ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_project_with_runs_under_way_stays()
    {
        var study = await engram.WalkAsync(new JsonObject { ["pauseMs"] = 10_000 }, seeds: "0", waits: false, project: "busy");
        var project = (await engram.GetAsync($"/api/v1/studies/{study}")).Json["projectId"]!.GetValue<string>();
        Assert.Contains("cancel it first", (await engram.DeleteAsync($"{Address}/{project}")).Refused(409), StringComparison.Ordinal);

        await engram.PostAsync($"/api/v1/studies/{study}/cancel");
        await EngramInstance.UntilAsync(async () =>
            (await engram.GetAsync($"/api/v1/studies/{study}")).Json["progress"]!["isOver"]!.GetValue<bool>());
        Assert.Equal(204, (await engram.DeleteAsync($"{Address}/{project}")).Status);
        (await engram.GetAsync($"/api/v1/studies/{study}")).Refused(404); // It goes with its project.
    }

    [Fact]
    public async Task A_run_that_is_submitted_at_the_same_moment_counts()
    {
        var study = await engram.WalkAsync(new JsonObject { ["pauseMs"] = 10_000 }, seeds: "0", waits: false, project: "busy soon");
        var project = (await engram.GetAsync($"/api/v1/studies/{study}")).Json["projectId"]!.GetValue<string>();
        await engram.PostAsync($"/api/v1/studies/{study}/cancel");
        await EngramInstance.UntilAsync(async () =>
            (await engram.GetAsync($"/api/v1/studies/{study}")).Json["progress"]!["isOver"]!.GetValue<bool>());

        // A submission before its commit: its run is there for nobody else yet, but it holds on to the project.
        await using var connection = await engram.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var submission = connection.CreateCommand())
        {
            submission.CommandText = $"select id from projects where id = '{project}' for share; "
                + $"update runs set state = 'queued', finished_at = null, cancel_requested = false where study_id = '{study}'";
            await submission.ExecuteNonQueryAsync();
        }
        var deletion = engram.DeleteAsync($"{Address}/{project}");
        await EngramInstance.UntilAsync(async () => deletion.IsCompleted || await IsWaitingAsync());
        await transaction.CommitAsync();
        Assert.Contains("1 run of the project is queued or running", (await deletion).Refused(409), StringComparison.Ordinal);
        await engram.PostAsync($"/api/v1/studies/{study}/cancel");
    }

    private async Task<bool> IsWaitingAsync()
    {
        await using var command = engram.Database.DataSource.CreateCommand(
            "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' "
            + "and query like '%from projects%for no key update%')");
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
