using Engram.Testing;
using Engram.Tracking.Runs;
using Engram.Tracking.Studies;
using Engram.Tracking.Tests.Runs;

namespace Engram.Tracking.Tests.Studies;

public sealed class StudyCancellationTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Cancelling_a_study_reaches_queued_and_running_runs_and_leaves_what_is_over()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var other = await scene.SubmitAsync();
        var study = await scene.SubmitAsync(seeds: 4, priority: 1);
        var worker = await scene.WorkerAsync();
        var claimed = await scene.ClaimAsync(worker, 2);
        await scene.End.SucceedAsync(claimed[0].Fence, default);

        Assert.Equal(3, await new StudyCancellation(scene.Data).CancelAsync(study.Id, default));

        var progress = (await new StudyProgressReader(scene.Data).ReadAsync([study.Id, other.Id], default));
        Assert.Equal((1, 1, 2), (progress[study.Id].Count(RunState.Succeeded), progress[study.Id].Count(RunState.Running), progress[study.Id].Count(RunState.Cancelled)));
        Assert.Equal(1, progress[other.Id].Count(RunState.Queued));
        Assert.True(Assert.Single(await scene.Register.BeatAsync(worker, [claimed[1].Fence.RunId], TimeSpan.FromSeconds(30), default)).CancelRequested);
    }

    [Fact]
    public async Task A_study_that_does_not_exist_cannot_be_cancelled()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await Assert.ThrowsAsync<StudyNotFoundException>(() => new StudyCancellation(scene.Data).CancelAsync(Guid.Empty, default));
    }
}
