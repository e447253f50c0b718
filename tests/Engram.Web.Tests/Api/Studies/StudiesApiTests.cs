using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Api.Studies;

public sealed class StudiesApiTests(EngramInstance engram)
{
    private const string Address = "/api/v1/studies";

    [Fact]
    public async Task A_study_is_executed_and_its_progress_read()
    {
        var study = await engram.WalkAsync(new JsonObject { ["steps"] = 3 }, new JsonObject { ["goal"] = new JsonArray(1, 2) }, seeds: "0..1");
        var one = (await engram.GetAsync($"{Address}/{study}")).Json;
        Assert.Equal(["goal=1", "goal=2"], one["conditions"]!.AsArray().Select(c => c!["label"]!.GetValue<string>()));
        Assert.All(one["conditions"]!.AsArray(), c => Assert.Equal((3, 0),
            (c!["options"]!["steps"]!.GetValue<int>(), c["options"]!["pauseMs"]!.GetValue<int>())));
        Assert.Equal([0, 1], one["seeds"]!.AsArray().Select(seed => seed!.GetValue<int>()));
        var progress = one["progress"]!;
        Assert.Equal((4, 1.0, 4, 0), (progress["expected"]!.GetValue<int>(), progress["done"]!.GetValue<double>(),
            progress["runs"]!["succeeded"]!.GetValue<int>(), progress["missing"]!.AsArray().Count));
        Assert.Equal("Walk", one["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_dry_run_answers_the_runs_and_makes_nothing()
    {
        var answer = await engram.PostAsync($"{Address}?dryRun=true",
            new JsonObject { ["project"] = "never made", ["experiment"] = "walk", ["preset"] = "smoke" });
        Assert.Equal(200, answer.Status);
        Assert.Null(answer.Json["id"]);
        Assert.Equal(["goal=1 0", "goal=2 0", "goal=1 1", "goal=2 1", "goal=1 2", "goal=2 2"], answer.Json["runs"]!.AsArray()
            .Select(run => $"{run!["condition"]} {run["seed"]}"));
        Assert.DoesNotContain((await engram.GetAsync("/api/v1/projects?limit=1000")).Items, project =>
            project["name"]!.GetValue<string>() == "never made");
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once_and_nothing_is_made()
    {
        var answer = await engram.PostAsync(Address, new JsonObject
        {
            ["projct"] = "p", ["experiment"] = "walk", ["options"] = new JsonObject { ["gaol"] = 1, ["steps"] = 0 },
                ["seeds"] = new JsonArray(1, 1, -2), ["tags"] = new JsonArray("a", "a"),
            ["grid"] = new JsonObject { ["goal"] = new JsonArray(1, "far") }, ["transfer"] = new JsonObject { ["memory"] = new string('0', 32) },
                ["priority"] = 5_000,
        });
        answer.Refused(400);
        Assert.Equal(
            ["grid.goal[1]", "options.gaol", "options.steps", "priority", "projct", "project", "seeds", "tags", "transfer.memory"],
            answer.Json["errors"]!.AsObject().Select(fault => fault.Key).Order(StringComparer.Ordinal));
        Assert.Contains("options.gaol: There is no option 'gaol'. Did you mean 'goal'?", answer.Errors, StringComparison.Ordinal);
        Assert.Contains("projct: There is no 'projct' here. Did you mean 'project'?", answer.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wlak")]
    public async Task Without_an_experiment_nothing_is_said_about_a_name_that_was_not_given(string? experiment)
    {
        var answer = await engram.PostAsync(Address, new JsonObject { ["project"] = "nameless", ["experiment"] = experiment, ["seeds"] = "0" });
        answer.Refused(400);
        Assert.Equal(["experiment"], answer.Json["errors"]!.AsObject().Select(fault => fault.Key));
    }

    [Fact]
    public async Task A_project_that_is_named_by_an_identifier_must_exist() => Assert.Equal(
        $"project: There is no project {new string('0', 32)}; to make one, give a name that is not an identifier.",
        (await engram.PostAsync(Address, new JsonObject { ["project"] = new string('0', 32), ["experiment"] = "walk", ["seeds"] = "0" })).Errors);

    [Fact]
    public async Task A_cancelled_study_is_over_soon_and_what_is_over_stays()
    {
        var study = await engram.WalkAsync(new JsonObject { ["pauseMs"] = 10_000 }, seeds: "0..9", waits: false);
        Assert.Equal(10, (await engram.PostAsync($"{Address}/{study}/cancel")).Json["runs"]!.GetValue<int>());
        await EngramInstance.UntilAsync(async () =>
            (await engram.GetAsync($"{Address}/{study}")).Json["progress"]!["runs"]!["cancelled"]!.GetValue<int>() == 10);
        Assert.Equal(0, (await engram.PostAsync($"{Address}/{study}/cancel")).Json["runs"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_study_grows_by_seeds_and_conditions()
    {
        var study = await engram.WalkAsync(new JsonObject { ["steps"] = 1 }, seeds: "0");
        var seeds = await engram.PostAsync($"{Address}/{study}/extend", new JsonObject { ["seeds"] = "0..2" });
        Assert.Equal(["1", "2"], seeds.Json["runs"]!.AsArray().Select(run => run!["seed"]!.ToString()));
        var conditions = await engram.PostAsync($"{Address}/{study}/extend",
            new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["label"] = "far", ["options"] = new JsonObject { ["goal"] = 9 } }) });
        Assert.Equal(["far 0", "far 1", "far 2"], conditions.Json["runs"]!.AsArray().Select(run => $"{run!["condition"]} {run["seed"]}"));
        (await engram.PostAsync($"{Address}/{study}/extend", new JsonObject())).Refused(400);
        Assert.Contains("There is no option 'gaol'", (await engram.PostAsync($"{Address}/{study}/extend",
            new JsonObject { ["options"] = new JsonObject { ["gaol"] = 1 } })).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_run_is_a_hole_that_extending_fills()
    {
        var study = await engram.WalkAsync(new JsonObject { ["steps"] = 1 }, seeds: "0..1");
        var run = (await engram.RunsAsync(study))[1];
        await engram.DeleteAsync($"/api/v1/runs/{run}");
        var missing = (await engram.GetAsync($"{Address}/{study}")).Json["progress"]!["missing"]!;
        Assert.Equal([1], missing[0]!["seeds"]!.AsArray().Select(seed => seed!.GetValue<int>()));
        Assert.Single((await engram.PostAsync($"{Address}/{study}/extend", new JsonObject())).Json["runs"]!.AsArray());
        Assert.Contains("has its place", (await engram.PostAsync($"/api/v1/runs/{run}/restore")).Refused(409), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Studies_are_listed_by_project_and_experiment()
    {
        var study = await engram.WalkAsync(new JsonObject { ["steps"] = 1 }, seeds: "0", project: "listed");
        var project = (await engram.GetAsync($"{Address}/{study}")).Json["projectId"]!.GetValue<string>();
        Assert.Equal([study], (await engram.GetAsync($"{Address}?project={project}&experiment=walk")).Items.Select(item =>
            item["id"]!.GetValue<string>()));
        Assert.Empty((await engram.GetAsync($"{Address}?project={project}&experiment=rosenbrock")).Items);
    }
}
