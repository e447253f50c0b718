using Engram.Testing;
using Engram.Tracking.Runs;
using Microsoft.EntityFrameworkCore;

namespace Engram.Worker.Tests.Hosting;

/// <summary>The worker within this process: stopping, broken connections, several at once.</summary>
public sealed class WorkerProcessTests(PostgresFixture postgres)
{
    private const string Slow = """{"steps": 60, "pauseMs": 15}""";

    [Fact]
    public async Task A_worker_that_stops_hands_its_run_back_and_another_leaves_the_same_bits_as_an_undisturbed_one()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        var disturbed = (await scene.SubmitAsync("steady", Slow))[0];
        var first = await scene.StartWorkerAsync();
        await scene.UntilAsync(disturbed, run => run.Progress > 0.2, "progress");

        await first.StopAsync();

        var handed = await scene.RunAsync(disturbed);
        Assert.Equal((RunState.Queued, 1, 0), (handed.State, handed.Attempt, handed.Losses));
        await using var db = scene.Db();
        Assert.NotNull((await db.Workers.SingleAsync()).StoppedAt);
        await scene.StartWorkerAsync();
        Assert.Equal(2, (await scene.UntilAsync(disturbed, RunState.Succeeded)).Attempt);
        var undisturbed = (await scene.SubmitAsync("steady", """{"steps": 60}"""))[0];
        await scene.UntilAsync(undisturbed, RunState.Succeeded);
        Assert.Equal(await scene.ImprintAsync(undisturbed), await scene.ImprintAsync(disturbed));
    }

    [Fact]
    public async Task A_cancel_that_arrives_while_the_worker_stops_is_not_lost()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        var id = (await scene.SubmitAsync("unruly", """{"misdeed": "is-deaf"}"""))[0];
        var worker = await scene.StartWorkerAsync();
        await scene.UntilAsync(id, RunState.Running);

        var stopping = worker.StopAsync();
        await scene.Queue.CancelAsync(id, default);
        await stopping;

        Assert.Equal(RunState.Cancelled, (await scene.RunAsync(id)).State);
    }

    [Fact]
    public async Task When_every_connection_breaks_the_run_goes_on_and_nothing_is_missing_or_double()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        var id = (await scene.SubmitAsync("steady", Slow))[0];
        await scene.StartWorkerAsync();
        for (var share = 0.1; share < 0.5; share += 0.1)
        {
            var reached = share;
            await scene.UntilAsync(id, run => run.Progress > reached, "progress");
            await scene.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        }

        var run = await scene.UntilAsync(id, RunState.Succeeded);

        Assert.Equal(1, run.Attempt);
        var undisturbed = (await scene.SubmitAsync("steady", """{"steps": 60}"""))[0];
        await scene.UntilAsync(undisturbed, RunState.Succeeded);
        Assert.Equal(await scene.ImprintAsync(undisturbed), await scene.ImprintAsync(id));
    }

    [Fact]
    public async Task Workers_at_once_finish_every_run_once()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        for (var i = 0; i < 3; i++) await scene.StartWorkerAsync(concurrency: 2);
        var ids = await scene.SubmitAsync("steady", """{"steps": 3}""", seeds: 60);
        await WorkerScene.UntilAsync(async () => await scene.CountAsync("runs", "state = 'succeeded'") == ids.Count);
        Assert.Equal(60, await scene.CountAsync("runs", "attempt = 1 and losses = 0"));
        Assert.Equal(120, await scene.CountAsync("checkpoints"));
    }

    [Fact]
    public async Task An_announced_run_starts_at_once_and_one_nobody_announced_soon_after()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        await scene.StartWorkerAsync();
        var announced = (await scene.SubmitAsync("steady", """{"steps": 1}"""))[0];
        await scene.UntilAsync(announced, RunState.Succeeded);
        await scene.ExecuteAsync($"""
            insert into runs (id, project_id, study_id, condition_id, seed, name, experiment, state, attempt, losses, priority, position, cancel_requested, progress, doing, notes, tags, submitted_at)
            select gen_random_uuid(), project_id, study_id, condition_id, 77, name, experiment, 'queued', 0, 0, 0, 0, false, 0, '', '', tags, now() from runs where id = '{announced}'
            """);
        await WorkerScene.UntilAsync(async () => await scene.CountAsync("runs", "seed = 77 and state = 'succeeded'") == 1);
    }
}
