using Engram.Numerics.Serialization;
using Engram.Testing;
using Engram.Tracking.Checkpoints;
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

    [Fact]
    public async Task What_came_in_together_is_committed_together()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        using var execution = await ClaimAsync(scene);
        using var writer = NewWriter(scene, execution);
        writer.Write((record, ct) => RunJournal.BeginTaskAsync(record, 0, "light", 0, ct));
        for (var step = 0; step < 9; step++)
        {
            writer.Keep(Checkpoint(step));
            writer.Point(0, "loss", step, step);
        }
        writer.Line("info", "done");
        writer.Start();
        await writer.CompleteAsync();

        Assert.Equal((1, 9, 1, 1), (await scene.CountAsync("tasks"), await scene.CountAsync("checkpoints"), await scene.CountAsync("metric_chunks"), await scene.CountAsync("log_lines")));
        Assert.Equal(1, await CommitsAsync(scene, "tasks", "checkpoints", "metric_chunks", "log_lines"));
    }

    [Fact]
    public async Task What_the_run_did_before_a_write_that_is_refused_is_kept()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        using var execution = await ClaimAsync(scene);
        using var writer = NewWriter(scene, execution);
        writer.Write((record, ct) => RunJournal.BeginTaskAsync(record, 0, "light", 0, ct));
        writer.Keep(Checkpoint(1));
        writer.Write((record, ct) => new CheckpointStore(scene.Data, TimeProvider.System).RecordTransferAsync(record, 0, Guid.Empty, ct));
        writer.Keep(Checkpoint(2));
        writer.Start();

        Assert.Contains("no checkpoint", (await Assert.ThrowsAsync<ArgumentException>(writer.CompleteAsync)).Message);

        Assert.Equal(1, await scene.CountAsync("tasks"));
        Assert.Equal(1, await scene.CountAsync("checkpoints", "step = 1"));
        Assert.Equal(1, await scene.CountAsync("checkpoints"));
    }

    [Fact]
    public async Task Small_checkpoints_do_not_wait_for_a_large_one()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        using var execution = await ClaimAsync(scene);
        using var writer = NewWriter(scene, execution);
        foreach (var (step, numbers) in new[] { (0, 1), (1, 1), (2, (int)(RunWriter.GroupBytes / sizeof(float))), (3, 1), (4, 1) }) writer.Keep(Checkpoint(step, numbers, task: null));
        writer.Start();
        await writer.CompleteAsync();

        await using var command = scene.Data.CreateCommand("select string_agg(steps, ' | ' order by steps) from (select string_agg(step::text, ' ' order by step) steps from checkpoints group by xmin::text) c");
        Assert.Equal("0 1 | 2 | 3 4", await command.ExecuteScalarAsync());
    }

    private static NewCheckpoint Checkpoint(int step, int numbers = 1, int? task = 0) =>
        new("memory", task, step, new SafeTensorsBuilder().Add<float>("w", [.. Enumerable.Repeat((float)step, numbers)]).Build().ToBytes(), TimeProvider.System.GetUtcNow());

    /// <summary>By how many transactions the rows of tables were written.</summary>
    private static async Task<long> CommitsAsync(WorkerScene scene, params string[] tables) =>
        await scene.CountAsync($"({string.Join(" union ", tables.Select(table => $"select xmin::text from {table}"))}) written");

    private static RunWriter NewWriter(WorkerScene scene, RunExecution execution) => new(execution, new MetricStore(scene.Data), new RunJournal(scene.Data), TimeProvider.System);

    private static async Task<RunExecution> ClaimAsync(WorkerScene scene)
    {
        await scene.SubmitAsync("steady");
        var worker = Guid.CreateVersion7();
        await new WorkerRegister(scene.Data).EnterAsync(worker, "host:1", "1", 1, default);
        return new((await scene.Queue.ClaimAsync(worker, 1, TimeSpan.FromMinutes(1), "{}", default))[0]);
    }
}
