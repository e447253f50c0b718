using Engram.Testing;
using Engram.Tracking.Runs;
using Engram.Tracking.Tests.Runs;
using Engram.Tracking.Workers;
using Microsoft.EntityFrameworkCore;

namespace Engram.Tracking.Tests.Workers;

public sealed class WorkerRegisterTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_worker_enters_beats_and_leaves()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var id = await scene.WorkerAsync("lab:7");
        var before = await ReadAsync();
        Assert.Equal(("lab:7", "1.0", 2, WorkerRegister.LockKey(id)), (before.Name, before.Version, before.Concurrency, before.LockKey));
        Assert.Null(before.StoppedAt);

        await Task.Delay(5);
        await scene.Register.BeatAsync(id, [], Minute, default);
        Assert.True((await ReadAsync()).SeenAt > before.SeenAt);

        await scene.Register.LeaveAsync(id, default);
        Assert.NotNull((await ReadAsync()).StoppedAt);

        async Task<Worker> ReadAsync()
        {
            await using var db = scene.Db();
            return await db.Workers.SingleAsync();
        }
    }

    [Fact]
    public void Locks_of_workers_started_in_the_same_moment_differ()
    {
        var now = DateTimeOffset.UnixEpoch;
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(_ => WorkerRegister.LockKey(Guid.CreateVersion7(now))).Distinct().Count());
    }

    [Fact]
    public async Task A_beat_renews_only_what_is_executed_and_only_when_a_third_of_the_lease_is_gone()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync(seeds: 2);
        var worker = await scene.WorkerAsync();
        var claimed = await scene.ClaimAsync(worker, 2, Minute);
        var (executed, forgotten) = (claimed[0].Fence, claimed[1].Fence);
        var (fresh, other) = (await LeaseAsync(executed), await LeaseAsync(forgotten));

        Assert.Equal([new(executed, false)], await scene.Register.BeatAsync(worker, [executed.RunId], Minute, default));
        Assert.Equal(fresh, await LeaseAsync(executed));
        await scene.Register.BeatAsync(worker, [executed.RunId], Minute * 2, default);
        Assert.True(await LeaseAsync(executed) > fresh + Minute / 2);
        Assert.Equal(other, await LeaseAsync(forgotten));

        async Task<DateTimeOffset?> LeaseAsync(RunFence fence) => (await scene.RunAsync(fence.RunId)).LeaseUntil;
    }

    [Fact]
    public async Task A_beat_renews_what_is_being_written_about_however_long_that_takes()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync();
        var worker = await scene.WorkerAsync();
        var fence = (await scene.ClaimAsync(worker, lease: TimeSpan.FromMilliseconds(1)))[0].Fence;
        await using var connection = await scene.Data.OpenConnectionAsync();
        await using var writing = await connection.BeginTransactionAsync();
        await fence.HoldAsync(writing, default);
        await Task.Delay(20);
        var reaper = new RunReaper(scene.Data, scene.Transport, 5);
        Assert.Empty(await reaper.ReapAsync(default));

        Assert.Equal([new(fence, false)], await BeatAsync(scene, fence));
        await writing.CommitAsync();

        Assert.Empty(await reaper.ReapAsync(default));
        await scene.End.SucceedAsync(fence, default);
    }

    [Fact]
    public async Task A_beat_passes_over_what_is_locked_and_does_not_take_it_for_lost()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync(seeds: 2);
        var worker = await scene.WorkerAsync();
        var claimed = await scene.ClaimAsync(worker, 2, TimeSpan.FromSeconds(30));
        var (locked, free) = (claimed[0].Fence, claimed[1].Fence);
        var before = (await scene.RunAsync(locked.RunId)).LeaseUntil;
        await using var connection = await scene.Data.OpenConnectionAsync();
        await using var moving = await connection.BeginTransactionAsync();
        await using (var hold = new Npgsql.NpgsqlCommand($"select from runs where id = '{locked.RunId}' for update", connection)) await hold.ExecuteNonQueryAsync();

        Assert.Equivalent(new HeldRun[] { new(locked, false), new(free, false) }, await BeatAsync(scene, locked, free), strict: true);

        Assert.Equal(before, (await scene.RunAsync(locked.RunId)).LeaseUntil);
        Assert.True((await scene.RunAsync(free.RunId)).LeaseUntil > before);
    }

    [Fact]
    public async Task A_beat_does_not_report_a_run_that_was_lost()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync();
        var worker = await scene.WorkerAsync();
        var fence = (await scene.ClaimAsync(worker, lease: TimeSpan.FromMilliseconds(1)))[0].Fence;
        await Task.Delay(20);
        await new RunReaper(scene.Data, scene.Transport, 5).ReapAsync(default);
        await scene.ClaimAsync(await scene.WorkerAsync("host:2"));
        Assert.Empty(await scene.Register.BeatAsync(worker, [fence.RunId], Minute, default));
    }

    // A beat that waits for a lock runs into the end of the token.
    private static async Task<IReadOnlyList<HeldRun>> BeatAsync(QueueScene scene, params RunFence[] executing)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await scene.Register.BeatAsync(executing[0].WorkerId, [.. executing.Select(fence => fence.RunId)], Minute, patience.Token);
    }
}
