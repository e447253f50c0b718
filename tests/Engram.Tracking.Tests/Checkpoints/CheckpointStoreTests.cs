using System.Security.Cryptography;
using Engram.Numerics.Serialization;
using Engram.Testing;
using Engram.Tracking.Checkpoints;
using Engram.Tracking.Runs;
using Engram.Tracking.Tests.Metrics;

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
