using Engram.Experiments;
using Engram.Experiments.Running;
using Engram.Experiments.Studies;
using Engram.Testing;
using Engram.Tracking.Runs;
using Microsoft.EntityFrameworkCore;

namespace Engram.Worker.Tests.Execution;

/// <summary>Every experiment there is, through queue, worker and record.</summary>
public sealed class CatalogTests(PostgresFixture postgres)
{
    private static readonly ExperimentCatalog Catalog = new();

    public static TheoryData<string> Names => [.. Catalog.Experiments.Select(experiment => experiment.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task The_same_seed_twice_gives_the_same_bytes_and_they_are_those_of_the_experiment_alone(string name)
    {
        var experiment = Catalog.Find(name);
        var condition = StudyDesigner.Design(experiment, new() { Preset = "smoke" }).Conditions[^1];
        string[] timings = [.. experiment.Plan.Metrics.Where(metric => metric.IsTiming).Select(metric => metric.Key)];
        await using var scene = await WorkerScene.CreateAsync(postgres);
        var first = (await scene.SubmitAsync(name, condition.OptionsJson, version: experiment.Version))[0];
        var again = (await scene.SubmitAsync(name, condition.OptionsJson, version: experiment.Version))[0];
        await scene.StartWorkerAsync(concurrency: 2);
        await scene.UntilAsync(first, RunState.Succeeded);
        await scene.UntilAsync(again, RunState.Succeeded);

        Assert.Equal(await scene.ImprintAsync(first, timings), await scene.ImprintAsync(again, timings));

        var alone = new ListRunContext(seed: 0);
        experiment.Create(condition.Options).Run(alone);
        await using var db = scene.Db();
        Assert.Equal(alone.Tasks, await db.Tasks.Where(t => t.RunId == first).OrderBy(t => t.Index).Select(t => t.Name).ToListAsync());
        Assert.Equal(alone.Checkpoints.Select(c => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(c.Content))).Order(),
            (await db.Checkpoints.Where(c => c.RunId == first).ToListAsync()).Select(c => Convert.ToHexStringLower(c.Sha256)).Order());
        Assert.Equal(alone.Points.Select(point => (point.Task, point.Key, point.Step)).Distinct().LongCount(), await db.Series.Where(s => s.RunId == first).SumAsync(s => s.Count));
        Assert.Equal(alone.Transfers.Count, await db.Transfers.CountAsync(t => t.RunId == first));
    }
}
