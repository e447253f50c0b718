using Engram.Testing;
using Engram.Tracking.Runs;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Tracking.Tests.Runs;

/// <summary>Runs that a client logs to, and no worker executes.</summary>
public sealed class ExternalRunTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task No_worker_is_handed_an_external_run()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await AddAsync(scene, RunState.Queued);
        Assert.Empty(await scene.ClaimAsync(await scene.WorkerAsync(), 10));
        Assert.Equal(0, await new RunReconciler(scene.Data, scene.Transport, TimeProvider.System).ReconcileAsync(default));
    }

    [Fact]
    public async Task The_client_moves_it_from_any_state_to_any()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var run = await AddAsync(scene, RunState.Succeeded);
        foreach (var state in Enum.GetValues<RunState>())
        {
            await using var db = scene.Db();
            Assert.Equal(1, await db.Runs.Where(r => r.Id == run).ExecuteUpdateAsync(set => set.SetProperty(r => r.State, state)));
        }
    }

    [Fact]
    public async Task A_run_of_a_study_still_keeps_to_its_life()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var run = await scene.RunInAsync(RunState.Succeeded);
        await using var db = scene.Db();
        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            db.Runs.Where(r => r.Id == run).ExecuteUpdateAsync(set => set.SetProperty(r => r.State, RunState.Queued).SetProperty(r => r.FinishedAt, (DateTimeOffset?)null)));
        Assert.Equal("run_life", refused.ConstraintName);
    }

    [Fact]
    public async Task Cancelling_or_retrying_it_is_for_its_client()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await Assert.ThrowsAsync<ExternalRunException>(async () => await scene.Queue.CancelAsync(await AddAsync(scene, RunState.Running), default));
        await Assert.ThrowsAsync<ExternalRunException>(async () => await scene.Queue.RetryAsync(await AddAsync(scene, RunState.Failed), default));
    }

    [Fact]
    public async Task A_run_of_a_study_has_the_name_and_options_of_its_condition()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var run = await scene.RunAsync((await scene.SubmitAsync()).Runs[0].Id);
        Assert.Equal(("c0 · seed 0", "sequential-lift", 0.001), (run.Name, run.Experiment, run.Options.RootElement.GetProperty("eta").GetDouble()));
    }

    private static async Task<Guid> AddAsync(QueueScene scene, RunState state)
    {
        var run = Guid.CreateVersion7();
        await new ExternalRunWrites(scene.Data).StartAsync(new(run, scene.Project, "from outside", """{"lr": "0.01"}""", Now), default);
        await using var db = scene.Db();
        await db.Runs.Where(r => r.Id == run).ExecuteUpdateAsync(set => set.SetProperty(r => r.State, state));
        return run;
    }
}
