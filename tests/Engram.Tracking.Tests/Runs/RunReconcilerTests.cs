using Engram.Testing;
using Engram.Tracking.Runs;

namespace Engram.Tracking.Tests.Runs;

public sealed class RunReconcilerTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_run_nobody_announced_is_announced_once_and_again_after_a_while()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var waiting = await scene.RunInAsync(RunState.Queued);
        await scene.ExecuteAsync("update runs set submitted_at = now() - interval '5 seconds'");
        await scene.RunInAsync(RunState.Queued); // Just submitted: whoever did may be about to announce it.
        scene.Transport.Announced.Clear();
        var clock = new ManualClock();
        var reconciler = new RunReconciler(scene.Data, scene.Transport, clock);

        Assert.Equal(1, await reconciler.ReconcileAsync(default));
        Assert.Equal(0, await reconciler.ReconcileAsync(default));
        Assert.Equal([waiting], scene.Transport.Announced);

        clock.Advance(TimeSpan.FromSeconds(30));
        await scene.ExecuteAsync($"update runs set deleted_at = now() where id <> '{waiting}'");
        Assert.Equal(1, await reconciler.ReconcileAsync(default));
    }
}
