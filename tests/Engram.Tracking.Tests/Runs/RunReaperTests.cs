using Engram.Testing;
using Engram.Tracking.Runs;
using Engram.Tracking.Workers;

namespace Engram.Tracking.Tests.Runs;

public sealed class RunReaperTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task A_run_whose_lease_ran_out_is_queued_again_and_its_log_says_why()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync();
        var fence = (await scene.ClaimAsync(await scene.WorkerAsync("lab:7"), lease: Instant))[0].Fence;
        await Task.Delay(20);
        scene.Transport.Announced.Clear();

        Assert.Equal([new(fence.RunId, RunState.Queued, 1, "lab:7")], await Reaper(scene).ReapAsync(default));

        Assert.Equal(1, (await scene.RunAsync(fence.RunId)).Losses);
        Assert.Equal([fence.RunId], scene.Transport.Announced);
        Assert.Equal(1, await scene.CountAsync("log_lines", "severity = 'warning' and text = 'Worker lab:7 was lost in attempt 1 (its lease ran out); the run is queued.'"));
    }

    [Fact]
    public async Task A_run_that_keeps_losing_workers_fails_and_says_so()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync();
        var worker = await scene.WorkerAsync("lab:7");
        Guid id = default;
        for (var loss = 1; loss <= 3; loss++)
        {
            id = (await scene.ClaimAsync(worker, lease: Instant))[0].Fence.RunId;
            await Task.Delay(20);
            Assert.Equal(loss < 3 ? RunState.Queued : RunState.Failed, Assert.Single(await Reaper(scene, 3).ReapAsync(default)).State);
        }
        Assert.StartsWith("The worker was lost 3 times while it executed this run, last lab:7;", (await scene.RunAsync(id)).ErrorMessage);

        // A retry gives it all its chances again.
        await scene.Queue.RetryAsync(id, default);
        await scene.ClaimAsync(worker, lease: Instant);
        await Task.Delay(20);
        Assert.Equal(RunState.Queued, Assert.Single(await Reaper(scene, 3).ReapAsync(default)).State);
    }

    [Fact]
    public async Task A_run_that_was_to_be_cancelled_is_not_queued_again()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync();
        var fence = (await scene.ClaimAsync(await scene.WorkerAsync(), lease: Instant))[0].Fence;
        await scene.Queue.CancelAsync(fence.RunId, default);
        await Task.Delay(20);
        Assert.Equal(RunState.Cancelled, Assert.Single(await Reaper(scene).ReapAsync(default)).State);
    }

    [Fact]
    public async Task A_heartbeat_keeps_runs_beyond_their_first_lease()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync(seeds: 2);
        var worker = await scene.WorkerAsync();
        var claimed = await scene.ClaimAsync(worker, 2, lease: TimeSpan.FromMilliseconds(300));

        var held = await scene.Register.BeatAsync(worker, [.. claimed.Select(run => run.Fence.RunId)], TimeSpan.FromMinutes(1), default);
        await Task.Delay(320);

        Assert.Equal(claimed.Select(run => run.Fence.RunId).Order(), held.Select(run => run.Fence.RunId).Order());
        Assert.Empty(await Reaper(scene).ReapAsync(default));
    }

    [Fact]
    public async Task A_worker_whose_process_is_gone_loses_its_runs_long_before_the_lease_ends()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync();
        var worker = await scene.WorkerAsync();
        await using (var process = await scene.Data.OpenConnectionAsync())
        {
            await using var hold = new Npgsql.NpgsqlCommand($"select pg_advisory_lock({WorkerRegister.LockKey(worker)})", process);
            await hold.ExecuteNonQueryAsync();
            await scene.ClaimAsync(worker);
            await Task.Delay(RunReaper.Overdue + TimeSpan.FromMilliseconds(100));

            // Silent, but its process lives.
            Assert.Empty(await Reaper(scene).ReapAsync(default));
            // Dies: the server ends its session.
            await scene.ExecuteAsync($"select pg_terminate_backend({process.ProcessID})");
            await Task.Delay(100);
        }
        Assert.Single(await Reaper(scene).ReapAsync(default));
    }

    [Fact]
    public async Task A_worker_that_lost_its_connection_but_shows_signs_of_life_keeps_its_runs()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync();
        var worker = await scene.WorkerAsync();
        await scene.ClaimAsync(worker);
        await Task.Delay(RunReaper.Overdue + TimeSpan.FromMilliseconds(100));
        await scene.Register.BeatAsync(worker, [], TimeSpan.FromSeconds(30), default);
        Assert.Empty(await Reaper(scene).ReapAsync(default));
    }

    [Fact]
    public async Task A_worker_that_said_it_stopped_holds_nothing()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync();
        var worker = await scene.WorkerAsync();
        await scene.ClaimAsync(worker);
        await scene.Register.LeaveAsync(worker, default);
        Assert.Single(await Reaper(scene).ReapAsync(default));
    }

    [Fact]
    public async Task Many_reapers_move_each_run_once()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync(seeds: 40);
        await scene.ClaimAsync(await scene.WorkerAsync(), 40, Instant);
        await Task.Delay(20);
        var reaped = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Reaper(scene).ReapAsync(default)));
        Assert.Equal(40, reaped.Sum(r => r.Count));
        Assert.Equal(40, await scene.CountAsync("runs", "losses = 1 and state = 'queued'"));
    }

    private static RunReaper Reaper(QueueScene scene, int maxLosses = 5) => new(scene.Data, scene.Transport, maxLosses);
}
