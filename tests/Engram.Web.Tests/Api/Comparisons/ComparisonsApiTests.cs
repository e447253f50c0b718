using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Api.Comparisons;

public sealed class ComparisonsApiTests(EngramInstance engram)
{
    private const string Address = "/api/v1/comparisons";

    [Fact]
    public async Task Conditions_are_compared_seed_by_seed()
    {
        var study = await engram.WalkAsync(grid: new JsonObject { ["goal"] = new JsonArray(1, 2) }, seeds: "0..4");
        var answer = (await engram.PostAsync($"{Address}/evaluate", Question(study))).Json;
        Assert.Equal(["goal=1", "goal=2"], answer["groups"]!.AsArray().Select(group => group!["label"]!.GetValue<string>()));
        Assert.Equal((5, 1.002), (answer["groups"]![0]!["n"]!.GetValue<int>(),
            Math.Round(answer["groups"]![0]!["estimate"]!["value"]!.GetValue<double>(), 12)));
        Assert.Equal(1.003, answer["groups"]![0]!["scores"]!["3"]!.GetValue<double>());
        var difference = answer["differences"]![0]!;
        Assert.Equal((-1.0, 5, 5), (difference["paired"]!["difference"]!["value"]!.GetValue<double>(),
            difference["paired"]!["pairs"]!.GetValue<int>(), difference["paired"]!["wins"]!.GetValue<int>()));
        Assert.Contains("goal=1 is lower than goal=2 by 1", difference["words"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reductions_and_groups_are_taken_as_asked()
    {
        var study = await engram.WalkAsync(new JsonObject { ["steps"] = 4 }, new JsonObject { ["goal"] = new JsonArray(4, 8) }, seeds: "0..2");
        // Oracle: position climbs in four equal steps to goal + seed / 1000.
        Assert.Equal(1.5, await FirstAsync(new JsonObject { ["mean"] = new JsonObject { ["first"] = 2 } }), 2);
        Assert.Equal(1.0, await FirstAsync("min"), 2);
        Assert.Equal(2.5, await FirstAsync("mean"), 2);
        Assert.Equal(0.0, await FirstAsync(new JsonObject { ["stepsTo"] = 1.5 }), 2);

        async Task<double> FirstAsync(JsonNode reduce)
        {
            var question = Question(study);
            (question["metric"], question["reduce"], question["statistic"]) = ("position", reduce, "median");
            return (await engram.PostAsync($"{Address}/evaluate", question)).Json["groups"]![0]!["estimate"]!["value"]!.GetValue<double>();
        }
    }

    [Fact]
    public async Task A_question_with_faults_names_all_of_them()
    {
        var study = await engram.WalkAsync(new JsonObject { ["steps"] = 1 }, seeds: "0");
        var answer = await engram.PostAsync($"{Address}/evaluate", new JsonObject
        {
            ["study"] = study, ["metric"] = "scor", ["task"] = "bck", ["groupBy"] = new JsonArray("gaol"),
                ["interval"] = new JsonObject { ["level"] = 2 }, ["statistic"] = "avg",
        });
        answer.Refused(400);
        Assert.Equal(
            [
                "groupBy: There is no option 'gaol' in these runs. Did you mean 'goal'?",
                    "interval: The level of an interval lies between 0.5 and 0.9999, for example 0.95; 2 was given.",
                "metric: There is no metric 'scor' in these runs. Did you mean 'score'?",
                    "statistic: Is \"avg\"; one of mean, median, iqm is wanted.", "task: There is no task 'bck' in these runs. Did you mean 'back'?",
            ],
            answer.Errors.Split('\n').Order(StringComparer.Ordinal));
        Assert.Equal("study: Name a study or runs, and not both.", (await engram.PostAsync($"{Address}/evaluate",
            new JsonObject { ["metric"] = "score" })).Errors);
        var question = Question(study);
        question["baseline"] = new string('0', 32);
        Assert.StartsWith("baseline: The baseline 0", (await engram.PostAsync($"{Address}/evaluate", question)).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_saved_comparison_follows_its_runs_until_it_is_frozen()
    {
        var study = await engram.WalkAsync(new JsonObject { ["steps"] = 1 }, seeds: "0");
        var saved = await engram.PostAsync(Address, new JsonObject { ["name"] = "grows", ["question"] = Question(study) });
        Assert.Equal((201, $"{Address}/{saved.Id}"), (saved.Status, saved.Headers.Location!.ToString()));
        Assert.Equal(1, Seeds(saved.Json));

        await GrowAsync(study, "1");
        Assert.Equal(2, Seeds((await engram.GetAsync($"{Address}/{saved.Id}")).Json));
        Assert.Equal(2, Seeds((await engram.PostAsync($"{Address}/{saved.Id}/freeze")).Json));
        await GrowAsync(study, "2");
        var frozen = (await engram.GetAsync($"{Address}/{saved.Id}")).Json;
        Assert.Equal((2, true), (Seeds(frozen), frozen["frozen"]!.GetValue<bool>()));
        (await engram.PatchAsync($"{Address}/{saved.Id}", new JsonObject { ["question"] = Question(study) })).Refused(409);
        Assert.Equal("thawed?", (await engram.PatchAsync($"{Address}/{saved.Id}",
            new JsonObject { ["name"] = " thawed? " })).Json["name"]!.GetValue<string>());
        Assert.StartsWith("group,n,planned", (await engram.GetAsync($"{Address}/{saved.Id}/table?format=csv")).Text, StringComparison.Ordinal);

        Assert.Contains((await engram.GetAsync($"{Address}?limit=1000")).Items, item => item["id"]!.GetValue<string>() == saved.Id);
        Assert.Equal(204, (await engram.DeleteAsync($"{Address}/{saved.Id}")).Status);
        (await engram.GetAsync($"{Address}/{saved.Id}")).Refused(404);
    }

    [Fact]
    public async Task A_saved_comparison_whose_runs_are_gone_says_so()
    {
        var run = (await engram.RunsAsync(await engram.WalkAsync(new JsonObject { ["steps"] = 1 }, seeds: "0")))[0];
        var question = new JsonObject { ["runs"] = new JsonArray(run), ["metric"] = "score", ["task"] = "out" };
        Assert.StartsWith("project: Is missing", (await engram.PostAsync(Address,
            new JsonObject { ["name"] = "lost", ["question"] = question.DeepClone() })).Errors, StringComparison.Ordinal);
        var saved = await engram.PostAsync(Address, new JsonObject { ["project"] = "walks", ["name"] = "lost", ["question"] = question.DeepClone() });
        await engram.DeleteAsync($"/api/v1/runs/{run}");
        Assert.Contains($"There is no run {run}", (await engram.GetAsync($"{Address}/{saved.Id}")).Refused(409), StringComparison.Ordinal);
    }

    private static JsonObject Question(string study) => new() { ["study"] = study, ["metric"] = "score", ["task"] = "out" };

    private static int Seeds(JsonNode comparison) => comparison["answer"]!["groups"]![0]!["n"]!.GetValue<int>();

    private async Task GrowAsync(string study, string seeds)
    {
        await engram.PostAsync($"/api/v1/studies/{study}/extend", new JsonObject { ["seeds"] = seeds });
        await EngramInstance.UntilAsync(async () =>
            (await engram.GetAsync($"/api/v1/studies/{study}")).Json["progress"]!["isOver"]!.GetValue<bool>());
    }
}
