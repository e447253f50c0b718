using Engram.Testing;
using Engram.Tracking.Runs;
using Engram.Tracking.Studies;
using Engram.Tracking.Tests.Runs;

namespace Engram.Tracking.Tests.Studies;

public sealed class StudyProgressReaderTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Progress_counts_states_shares_and_holes_for_many_studies_at_once()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var study = await scene.SubmitAsync(conditions: 2, seeds: 3);
        var fresh = await scene.SubmitAsync();
        var worker = await scene.WorkerAsync();
        var claimed = await scene.ClaimAsync(worker, 3);
        await scene.End.SucceedAsync(claimed[0].Fence, default);
        await scene.End.FailAsync(claimed[1].Fence, "diverged", null, default);
        await scene.Journal.ProgressAsync(claimed[2].Fence, 0.25, "task light", default);
        var hole = study.Runs.Single(run => run is { Condition: "c1", Seed: 2 });
        await scene.ExecuteAsync($"update runs set deleted_at = now() where id = '{hole.Id}'");

        var all = await new StudyProgressReader(scene.Data).ReadAsync([study.Id, fresh.Id, Guid.Empty], default);

        Assert.Equal(2, all.Count);
        var progress = all[study.Id];
        Assert.Equal((6, 1, 1, 1, 2), (progress.Expected, progress.Count(RunState.Succeeded), progress.Count(RunState.Failed), progress.Count(RunState.Running), progress.Count(RunState.Queued)));
        Assert.Equal(2.25 / 6, progress.Done, 12);
        Assert.Equal([2L], Assert.Single(progress.Missing).Value);
        Assert.False(progress.IsOver);
        Assert.Equal((1, 0.0, 1), (all[fresh.Id].Expected, all[fresh.Id].Done, all[fresh.Id].Count(RunState.Queued)));
    }

    [Fact]
    public async Task A_study_is_over_when_every_run_of_its_design_is()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var study = await scene.SubmitAsync(seeds: 2);
        foreach (var run in await scene.ClaimAsync(await scene.WorkerAsync(), 2)) await scene.End.SucceedAsync(run.Fence, default);
        var progress = (await new StudyProgressReader(scene.Data).ReadAsync([study.Id], default))[study.Id];
        Assert.True(progress.IsOver);
        Assert.Equal(1, progress.Done);
    }
}
