using Engram.Numerics.Serialization;
using Engram.Testing;
using Engram.Tracking.Checkpoints;
using Engram.Tracking.Runs;
using Npgsql;

namespace Engram.Tracking.Tests.Runs;

public sealed class FencedTransactionTests(PostgresFixture postgres)
{
    [Fact]
    public async Task What_belongs_together_appears_together_and_is_told_once()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var fence = await ClaimAsync(scene);
        await using var listener = await scene.Data.OpenConnectionAsync();
        List<string> heard = [];
        listener.Notification += (_, happened) => heard.Add(RunEvents.Read(happened.Payload)!.Kind.ToString());
        await using (var listen = new NpgsqlCommand($"listen {RunEvents.Channel}", listener)) await listen.ExecuteNonQueryAsync();

        await using (var record = await scene.Journal.BeginAsync(fence, default))
        {
            await WriteAsync(record);
            Assert.Equal((0, 0, 0), await CountsAsync(scene));
            await record.CommitAsync(default);
        }

        Assert.Equal((1, 2, 1), await CountsAsync(scene));
        await using (var look = new NpgsqlCommand("select 1", listener)) await look.ExecuteNonQueryAsync(); // Brings what was notified.
        Assert.Equal(["Tasks", "Checkpoints", "Log"], heard);
    }

    [Fact]
    public async Task Without_a_commit_nothing_is_left()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var fence = await ClaimAsync(scene);

        await using (var record = await scene.Journal.BeginAsync(fence, default)) await WriteAsync(record);

        Assert.Equal((0, 0, 0), await CountsAsync(scene));
        Assert.Equal(0, await scene.CountAsync("blobs"));
    }

    [Fact]
    public async Task It_begins_for_the_worker_that_holds_the_run_alone_and_keeps_the_run_there()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var fence = await ClaimAsync(scene);
        await Assert.ThrowsAsync<LostRunException>(() => scene.Journal.BeginAsync(fence with { Attempt = fence.Attempt + 1 }, default));

        Task end;
        await using (var record = await scene.Journal.BeginAsync(fence, default))
        {
            await WriteAsync(record);
            end = scene.End.SucceedAsync(fence, default);
            await Task.Delay(300);
            Assert.False(end.IsCompleted);
            await record.CommitAsync(default);
        }

        await end;
        Assert.Equal((1, 2, 1), await CountsAsync(scene));
    }

    private static async Task WriteAsync(FencedTransaction record)
    {
        NewCheckpoint[] checkpoints = [Checkpoint(0), Checkpoint(1)];
        await CheckpointStore.KeepBytesAsync(record, checkpoints, default);
        await RunJournal.BeginTaskAsync(record, 0, "light", 0, default);
        foreach (var checkpoint in checkpoints) await CheckpointStore.SaveAsync(record, checkpoint, default);
        await RunJournal.LogAsync(record, [new(DateTimeOffset.UnixEpoch, "info", "begun")], default);
    }

    private static NewCheckpoint Checkpoint(float value) =>
        new("memory", 0, 1, new SafeTensorsBuilder().Add<float>("w", [value]).Build().ToBytes(), DateTimeOffset.UnixEpoch);

    private static async Task<RunFence> ClaimAsync(QueueScene scene)
    {
        await scene.SubmitAsync();
        return (await scene.ClaimAsync(await scene.WorkerAsync()))[0].Fence;
    }

    private static async Task<(long Tasks, long Checkpoints, long Lines)> CountsAsync(QueueScene scene) =>
        (await scene.CountAsync("tasks"), await scene.CountAsync("checkpoints"), await scene.CountAsync("log_lines"));
}
