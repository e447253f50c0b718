using Engram.Testing;
using Engram.Tracking.Runs;

namespace Engram.Tracking.Tests.Runs;

public sealed class RunEndTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_succeeded_run_is_done_whole_and_belongs_to_nobody()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync();
        var fence = (await scene.ClaimAsync(await scene.WorkerAsync()))[0].Fence;

        await scene.End.SucceedAsync(fence, default);

        var run = await scene.RunAsync(fence.RunId);
        Assert.Equal((RunState.Succeeded, 1.0, fence.WorkerId), (run.State, run.Progress, run.WorkerId));
        Assert.Null(run.LeaseUntil);
        Assert.NotNull(run.FinishedAt);
    }

    [Fact]
    public async Task A_failed_run_keeps_message_and_detail_even_with_characters_no_column_can_hold()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync();
        var fence = (await scene.ClaimAsync(await scene.WorkerAsync()))[0].Fence;

        await scene.End.FailAsync(fence, "NaN\0in layer \uD800", "at Network.Forward()", default);

        var run = await scene.RunAsync(fence.RunId);
        Assert.Equal((RunState.Failed, "NaN␀in layer \uFFFD", "at Network.Forward()"), (run.State, run.ErrorMessage, run.ErrorDetail));
    }

    [Fact]
    public async Task Handing_back_returns_the_run_to_its_place_and_counts_no_loss()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var study = await scene.SubmitAsync(seeds: 2);
        var fence = (await scene.ClaimAsync(await scene.WorkerAsync()))[0].Fence;
        await scene.Journal.ProgressAsync(fence, 0.4, "task light", default);
        scene.Transport.Announced.Clear();

        Assert.Equal(RunState.Queued, await scene.End.HandBackAsync(fence, default));

        var run = await scene.RunAsync(fence.RunId);
        Assert.Equal((RunState.Queued, 0, 0.0, ""), (run.State, run.Losses, run.Progress, run.Doing));
        Assert.Equal([fence.RunId], scene.Transport.Announced);
        var next = await scene.ClaimAsync(await scene.WorkerAsync("host:2"), 2);
        Assert.Equal([(study.Runs[0].Id, 2), (study.Runs[1].Id, 1)], next.Select(c => (c.Fence.RunId, c.Fence.Attempt)));
    }

    [Fact]
    public async Task A_cancel_that_came_during_the_shutdown_is_not_lost()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync();
        var fence = (await scene.ClaimAsync(await scene.WorkerAsync()))[0].Fence;
        await scene.Queue.CancelAsync(fence.RunId, default);

        Assert.Equal(RunState.Cancelled, await scene.End.HandBackAsync(fence, default));

        Assert.Equal(RunState.Cancelled, (await scene.RunAsync(fence.RunId)).State);
        Assert.Empty(await scene.ClaimAsync(await scene.WorkerAsync("host:2")));
    }

    [Fact]
    public async Task However_cancel_and_hand_back_meet_the_run_ends_cancelled()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var worker = await scene.WorkerAsync();
        for (var round = 0; round < 20; round++)
        {
            await scene.SubmitAsync();
            var fence = (await scene.ClaimAsync(worker))[0].Fence;
            await Task.WhenAll(scene.End.HandBackAsync(fence, default), scene.Queue.CancelAsync(fence.RunId, default));
            Assert.Equal(RunState.Cancelled, (await scene.RunAsync(fence.RunId)).State);
        }
    }

    [Fact]
    public async Task Nothing_a_worker_writes_after_it_lost_the_run_is_taken()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync();
        var slow = await scene.WorkerAsync();
        var late = (await scene.ClaimAsync(slow, lease: TimeSpan.FromMilliseconds(1)))[0].Fence;
        await Task.Delay(20);
        Assert.Single(await new RunReaper(scene.Data, scene.Transport, 5).ReapAsync(default));
        // The same worker gets it again: only the attempt tells the two apart.
        var held = (await scene.ClaimAsync(slow))[0].Fence;
        Assert.Equal(late with { Attempt = 2 }, held);

        await RefusedAsync(() => scene.End.SucceedAsync(late, default));
        await RefusedAsync(() => scene.End.FailAsync(late, "x", null, default));
        await RefusedAsync(() => scene.End.CancelledAsync(late, default));
        await RefusedAsync(() => scene.End.HandBackAsync(late, default));
        await RefusedAsync(() => scene.Journal.BeginTaskAsync(late, 0, "light", 0, default));
        await RefusedAsync(() => scene.Journal.LogAsync(late, [new(DateTimeOffset.UnixEpoch, "info", "late")], default));
        await RefusedAsync(() => scene.Journal.ProgressAsync(late, 1, "late", default));

        Assert.Equal((RunState.Running, 0.0), ((await scene.RunAsync(late.RunId)).State, (await scene.RunAsync(late.RunId)).Progress));
        Assert.Equal(0, await scene.CountAsync("tasks"));
        Assert.Equal(0, await scene.CountAsync("log_lines", "text = 'late'"));
        await scene.End.SucceedAsync(held, default);

        async Task RefusedAsync(Func<Task> write) => Assert.Equal(late, (await Assert.ThrowsAsync<LostRunException>(write)).Fence);
    }

    [Fact]
    public async Task A_run_does_not_move_on_while_a_writer_holds_its_fence()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var study = await scene.SubmitAsync();
        var fence = (await scene.ClaimAsync(await scene.WorkerAsync()))[0].Fence;
        await using var connection = await scene.Data.OpenConnectionAsync();
        await using var writing = await connection.BeginTransactionAsync();
        Assert.Equal(study.Id, await fence.HoldAsync(writing, default));

        var ending = scene.End.SucceedAsync(fence, default);
        Assert.NotSame(ending, await Task.WhenAny(ending, Task.Delay(200)));

        await writing.CommitAsync();
        await ending;
        await using var later = await connection.BeginTransactionAsync();
        await Assert.ThrowsAsync<LostRunException>(() => fence.HoldAsync(later, default));
    }
}
