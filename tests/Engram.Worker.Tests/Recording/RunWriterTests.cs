using Engram.Testing;
using Engram.Tracking.Metrics;
using Engram.Tracking.Runs;
using Engram.Tracking.Workers;
using Engram.Worker.Execution;
using Engram.Worker.Recording;

namespace Engram.Worker.Tests.Recording;

public sealed class RunWriterTests(PostgresFixture postgres)
{
    [Fact]
    public async Task When_the_database_does_not_keep_up_the_experiment_waits_and_no_point_is_dropped()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        using var execution = await ClaimAsync(scene);
        using var writer = NewWriter(scene, execution);
        writer.Start();
        const int Points = RunWriter.MaxPoints * 3;
        var recorded = 0;

        await using var blocker = await scene.Data.OpenConnectionAsync();
        await using var blocking = await blocker.BeginTransactionAsync();
        await using (var command = new Npgsql.NpgsqlCommand("lock table metric_chunks in access exclusive mode", blocker, blocking)) await command.ExecuteNonQueryAsync();
        var thread = ExperimentThread.Start("flood", () =>
        {
            for (; recorded < Points; recorded++) writer.Point(null, "loss", recorded, recorded);
        });

        await Task.Delay(1_500);
        Assert.False(thread.IsCompleted);
        // One group is being written, one waits.
        Assert.InRange(recorded, RunWriter.MaxPoints, RunWriter.MaxPoints * 2);

        await blocking.RollbackAsync();
        await thread;
        await writer.CompleteAsync();
        Assert.Equal(Points, await scene.CountAsync("(select sum(count) n from metric_chunks) c", $"n = {Points}") * Points);
    }

    [Fact]
    public async Task What_stops_the_run_frees_an_experiment_that_waits_to_record()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        using var execution = await ClaimAsync(scene);
        using var writer = NewWriter(scene, execution); // Never started: nothing flows out.
        var thread = ExperimentThread.Start("flood", () =>
        {
            for (var step = 0; ; step++) writer.Point(null, "loss", step, step);
        });
        execution.Stop(StopReason.Cancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => thread.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task A_writer_of_a_lost_run_writes_nothing_and_stops_the_run()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        using var execution = await ClaimAsync(scene);
        await scene.ExecuteAsync("update runs set attempt = attempt + 1");
        using var writer = NewWriter(scene, execution);
        writer.Point(null, "loss", 0, 1);
        writer.Line("info", "late");
        writer.Start();

        await Assert.ThrowsAsync<LostRunException>(writer.CompleteAsync);

        Assert.Equal(StopReason.Lost, execution.Stopped);
        Assert.Equal(0, await scene.CountAsync("series"));
        Assert.Equal(0, await scene.CountAsync("log_lines"));
    }

    private static RunWriter NewWriter(WorkerScene scene, RunExecution execution) => new(execution, new MetricStore(scene.Data), new RunJournal(scene.Data), TimeProvider.System);

    private static async Task<RunExecution> ClaimAsync(WorkerScene scene)
    {
        await scene.SubmitAsync("steady");
        var worker = Guid.CreateVersion7();
        await new WorkerRegister(scene.Data).EnterAsync(worker, "host:1", "1", 1, default);
        return new((await scene.Queue.ClaimAsync(worker, 1, TimeSpan.FromMinutes(1), "{}", default))[0]);
    }
}
