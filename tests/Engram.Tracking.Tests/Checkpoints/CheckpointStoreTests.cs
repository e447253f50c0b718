using System.Security.Cryptography;
using Engram.Numerics.Serialization;
using Engram.Testing;
using Engram.Tracking.Checkpoints;
using Engram.Tracking.Runs;
using Engram.Tracking.Tests.Metrics;
using Npgsql;

namespace Engram.Tracking.Tests.Checkpoints;

public sealed class CheckpointStoreTests(PostgresFixture postgres, DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private readonly ManualClock _clock = new();
    private CheckpointStore Store => new(fixture.Database.DataSource, _clock);
    private CheckpointReader Reader => new(fixture.Database.DataSource);

    [Fact]
    public async Task Bytes_come_back_with_what_they_say_about_themselves()
    {
        var study = await RecordedStudy.OfOneRunAsync(fixture.Database);
        var fence = await study.StartAsync();
        await study.BeginTaskAsync(fence, 0, "light");
        var content = new SafeTensorsBuilder().AddMetadata("group", "layer 1").Add<float>("theta", [1, 2, 3, 4, 5, 6], [2, 3]).Add<double>("centres", [0.5]).Build().ToBytes();
        var id = await Store.SaveAsync(fence, "memory", 0, 50, content, default);

        var info = (await Reader.ListAsync(fence.RunId, default)).Single();
        Assert.Equal((id, 0, "light", 50, "memory", content.Length, 0), (info.Id, info.TaskIndex, info.Task, info.Step, info.Kind, info.Size, info.Uses));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), info.Sha256);
        Assert.Equal(_clock.GetUtcNow(), info.CreatedAt);
        Assert.Equal("layer 1", info.Content.Metadata["group"]);
        Assert.Equal([("centres", "F64", "1"), ("theta", "F32", "2×3")], info.Content.Tensors.Select(t => (t.Name, t.Type, string.Join("×", t.Shape))));
        Assert.Equal(content, await Reader.ReadAsync(id, default));
        Assert.Equal(info.Sha256, (await Reader.FindAsync(id, default))!.Sha256);
    }

    [Fact]
    public async Task The_same_bytes_are_stored_once()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var study = await RecordedStudy.CreateAsync(database, [("a", "{}"), ("b", "{\"x\":1}")], 0);
        var (a, b) = (await study.StartAsync("a"), await study.StartAsync("b"));
        var store = new CheckpointStore(database.DataSource, _clock);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => store.SaveAsync(i % 2 == 0 ? a : b, "network", null, i, Tensor(1), default)));
        await store.SaveAsync(a, "network", null, 99, Tensor(2), default);
        Assert.Equal((21, 2), (await study.CountAsync("checkpoints"), await study.CountAsync("blobs")));
    }

    [Fact]
    public async Task Two_runs_that_keep_the_same_bytes_in_opposite_order_do_not_wait_in_a_circle()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var study = await RecordedStudy.CreateAsync(database, [("a", "{}"), ("b", "{\"x\":1}")], 0);
        var (a, b) = (await study.StartAsync("a"), await study.StartAsync("b"));
        NewCheckpoint[] checkpoints = [.. Enumerable.Range(0, 3).Select(i => new NewCheckpoint("network", null, i, Tensor(i), _clock.GetUtcNow()))
            .OrderBy(checkpoint => Convert.ToHexString(checkpoint.Sha256), StringComparer.Ordinal)];
        // A third holds both up at the bytes in the middle: what each has kept until then is in the way of the other, unless both began at the same end.
        await using var third = await database.DataSource.OpenConnectionAsync();
        await using var holding = await third.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand("insert into blobs (sha256, size, content) values ($1, length($2), $2)", third))
        {
            insert.Parameters.Add(new() { Value = checkpoints[1].Sha256 });
            insert.Parameters.Add(new() { Value = checkpoints[1].Content });
            await insert.ExecuteNonQueryAsync();
        }

        var both = Task.WhenAll(KeepAsync(a, checkpoints), KeepAsync(b, [.. checkpoints.Reverse()]));
        while (await study.CountAsync("pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()") < 2) await Task.Delay(5);
        await holding.RollbackAsync();

        await both; // A circle ends with an error of the database.
        Assert.Equal(3, await study.CountAsync("blobs"));

        async Task KeepAsync(RunFence fence, NewCheckpoint[] kept)
        {
            await using var record = await new RunJournal(database.DataSource).BeginAsync(fence, default);
            await CheckpointStore.KeepBytesAsync(record, kept, default);
            await record.CommitAsync(default);
        }
    }

    [Fact]
    public async Task Bytes_that_are_there_already_are_used_as_they_are_and_the_others_added()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var study = await RecordedStudy.OfOneRunAsync(database);
        var fence = await study.StartAsync();
        var store = new CheckpointStore(database.DataSource, _clock);
        await store.SaveAsync(fence, "network", null, 0, Tensor(1), default);
        NewCheckpoint[] checkpoints = [.. new[] { 1f, 2, 3, 2 }.Select((value, step) => new NewCheckpoint("memory", null, step, Tensor(value), _clock.GetUtcNow()))];

        await using (var record = await new RunJournal(database.DataSource).BeginAsync(fence, default))
        {
            await CheckpointStore.KeepBytesAsync(record, checkpoints, default);
            foreach (var checkpoint in checkpoints) await CheckpointStore.SaveAsync(record, checkpoint, default);
            await record.CommitAsync(default);
        }

        Assert.Equal((5, 3), (await study.CountAsync("checkpoints"), await study.CountAsync("blobs")));
        var reader = new CheckpointReader(database.DataSource);
        foreach (var checkpoint in checkpoints) Assert.Equal(checkpoint.Content.ToArray(), await reader.ReadAsync(checkpoint.Id, default));
    }

    [Fact]
    public async Task What_is_no_safetensors_file_is_refused_and_nothing_is_kept()
    {
        var study = await RecordedStudy.OfOneRunAsync(fixture.Database);
        var fence = await study.StartAsync();
        await Assert.ThrowsAsync<SafeTensorsFormatException>(() => Store.SaveAsync(fence, "memory", null, 0, "not tensors"u8.ToArray(), default));
        await Assert.ThrowsAsync<SafeTensorsFormatException>(() => Store.SaveAsync(fence, "memory", null, 0, Tensor(1).AsMemory(0, 20), default));
        var nul = new SafeTensorsBuilder().AddMetadata("a", "b\0c").Build().ToBytes();
        Assert.Contains("NUL", (await Assert.ThrowsAsync<SafeTensorsFormatException>(() => Store.SaveAsync(fence, "memory", null, 0, nul, default))).Message);
        Assert.Contains("Known: memory, network", (await Assert.ThrowsAsync<ArgumentException>(() => Store.SaveAsync(fence, "memories", null, 0, Tensor(1), default))).Message);
        Assert.Contains("Begin a task", (await Assert.ThrowsAsync<ArgumentException>(() => Store.SaveAsync(fence, "memory", 3, 0, Tensor(1), default))).Message);
        Assert.Empty(await Reader.ListAsync(fence.RunId, default));
    }

    [Fact]
    public async Task A_worker_that_lost_the_run_keeps_nothing()
    {
        var study = await RecordedStudy.OfOneRunAsync(fixture.Database);
        var fence = await study.StartAsync();
        var id = await Store.SaveAsync(fence, "memory", null, 0, Tensor(1), default);
        await study.SucceedAsync(fence);
        await Assert.ThrowsAsync<LostRunException>(() => Store.SaveAsync(fence, "memory", null, 1, Tensor(1), default));
        await Assert.ThrowsAsync<LostRunException>(() => Store.RecordTransferAsync(fence, null, id, default));
        Assert.Single(await Reader.ListAsync(fence.RunId, default));
    }

    [Fact]
    public async Task A_stream_reads_any_range_of_a_large_checkpoint()
    {
        var fence = await (await RecordedStudy.OfOneRunAsync(fixture.Database)).StartAsync();
        var content = new SafeTensorsBuilder().Add<int>("w", [.. Enumerable.Range(0, 300_000)]).Build().ToBytes();
        var id = await Store.SaveAsync(fence, "network", null, 0, content, default);
        await using var stream = (await Reader.OpenAsync(id, default))!;
        Assert.Equal((content.Length, true), (stream.Length, stream.CanSeek));
        foreach (var (start, length) in new[] { (0, 10), (content.Length - 7, 7), (262_140, 600_000), (5, 1), (262_144, 1) })
        {
            var part = new byte[length];
            stream.Seek(start, SeekOrigin.Begin);
            await stream.ReadExactlyAsync(part);
            Assert.True(content.AsSpan(start, length).SequenceEqual(part));
        }
        stream.Position = content.Length;
        Assert.Equal(0, await stream.ReadAsync(new byte[10]));
        stream.Position = 0;
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        Assert.Equal(content, copy.ToArray());
    }

    [Fact]
    public async Task What_does_not_exist_is_null()
    {
        Assert.Null(await Reader.OpenAsync(Guid.CreateVersion7(), default));
        Assert.Null(await Reader.ReadAsync(Guid.CreateVersion7(), default));
        Assert.Null(await Reader.FindAsync(Guid.CreateVersion7(), default));
    }

    private static byte[] Tensor(float value) => new SafeTensorsBuilder().Add<float>("w", [value]).Build().ToBytes();
}
