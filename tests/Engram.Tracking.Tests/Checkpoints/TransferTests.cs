using Engram.Numerics.Serialization;
using Engram.Testing;
using Engram.Tracking.Checkpoints;
using Engram.Tracking.Runs;
using Engram.Tracking.Tests.Metrics;

namespace Engram.Tracking.Tests.Checkpoints;

/// <summary>Three runs: a hands on from task to task and to b; b hands on to c; d has nothing to do with them.</summary>
public sealed class TransferTests(PostgresFixture postgres) : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private RecordedStudy _study = null!;
    private CheckpointStore _store = null!;
    private RunFence _a = null!, _b = null!, _c = null!;
    private Guid _fromNone, _fromLight, _fromHeavy, _fromB;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        _study = await RecordedStudy.CreateAsync(_database, [("a", "{}"), ("b", "{\"x\":1}"), ("c", "{\"x\":2}"), ("d", "{\"x\":3}")], 7);
        _store = new(_database.DataSource, TimeProvider.System);

        _a = await StartAsync("a");
        _fromNone = await SaveAsync(_a, 0);
        await _store.RecordTransferAsync(_a, 1, _fromNone, default);
        _fromLight = await SaveAsync(_a, 1);
        await _store.RecordTransferAsync(_a, 2, _fromLight, default);
        _fromHeavy = await SaveAsync(_a, 2);
        await _study.SucceedAsync(_a);

        _b = await StartAsync("b");
        await _store.RecordTransferAsync(_b, 1, _fromLight, default);
        _fromB = await SaveAsync(_b, 1);
        await _study.SucceedAsync(_b);

        _c = await _study.StartAsync("c", 7); // without tasks
        await _store.RecordTransferAsync(_c, null, _fromB, default);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Lineage_follows_transfers_both_ways()
    {
        var lineage = await new LineageReader(_database.DataSource).ReadAsync(_b.RunId, default);
        Assert.Equal(
            new[] { (_fromNone, At(_a, 0), At(_a, 1)), (_fromLight, At(_a, 1), At(_b, 1)), (_fromB, At(_b, 1), At(_c, null)) }.OrderBy(edge => edge.Item1),
            lineage.Edges.Select(edge => (edge.CheckpointId, edge.From, edge.To)).OrderBy(edge => edge.CheckpointId));
        // All tasks of the run asked about, of the others those that gave or received.
        Assert.Equal(
            [("a", "none"), ("a", "light"), ("b", "none"), ("b", "light"), ("b", "heavy"), ("c", null)],
            lineage.Nodes.Select(node => (node.Condition, node.Task)));
        Assert.All(lineage.Nodes, node => Assert.Equal((7, _study.Id, false), (node.Seed, node.StudyId, node.IsDeleted)));
    }

    [Fact]
    public async Task What_a_task_gave_depends_on_no_later_task()
    {
        var lineage = await new LineageReader(_database.DataSource).ReadAsync(_c.RunId, default);
        Assert.DoesNotContain(lineage.Edges, edge => edge.To == At(_a, 2));
        Assert.Equal(3, lineage.Edges.Count);
    }

    [Fact]
    public async Task A_run_alone_has_itself_as_lineage()
    {
        var lineage = await new LineageReader(_database.DataSource).ReadAsync(_study.Run("d", 7), default);
        Assert.Empty(lineage.Edges);
        Assert.Equal([(null, RunState.Queued)], lineage.Nodes.Select(node => (node.Place.TaskIndex, node.State)));
    }

    [Fact]
    public async Task A_checkpoint_in_use_cannot_be_deleted_and_says_by_whom()
    {
        var removal = new CheckpointRemoval(_database.DataSource);
        var refused = await Assert.ThrowsAsync<CheckpointInUseException>(() => removal.DeleteAsync(_fromLight, default));
        Assert.Equal(new[] { _a.RunId, _b.RunId }.Order(), refused.Runs.Order());
        Assert.Contains($"{_b.RunId:N}", refused.Message);

        await _study.ExecuteAsync("insert into study_inputs (study_id, kind, checkpoint_id) values ($1, 'memory', $2)", _study.Id, _fromHeavy);
        Assert.Equal([_study.Id], (await Assert.ThrowsAsync<CheckpointInUseException>(() => removal.DeleteAsync(_fromHeavy, default))).Studies);
        Assert.Equal(4, await _study.CountAsync("checkpoints"));
    }

    [Fact]
    public async Task The_bytes_of_deleted_checkpoints_go_with_the_sweep_and_no_others()
    {
        var removal = new CheckpointRemoval(_database.DataSource);
        Assert.Equal((0, 0), await removal.SweepAsync(default));
        Assert.True(await removal.DeleteAsync(_fromHeavy, default));
        Assert.False(await removal.DeleteAsync(_fromHeavy, default));
        var (blobs, bytes) = await removal.SweepAsync(default);
        Assert.Equal(1, blobs);
        Assert.Equal(Tensor(_a.RunId, 2).Length, bytes);
        Assert.Equal(3, await _study.CountAsync("blobs"));
    }

    [Fact]
    public async Task Sweeping_while_workers_save_loses_no_bytes()
    {
        var removal = new CheckpointRemoval(_database.DataSource);
        using var done = new CancellationTokenSource();
        var sweeping = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested) await removal.SweepAsync(default);
        });
        for (var round = 0; round < 100; round++)
        {
            // The same bytes come, lose their only checkpoint, and come again, always in front of the sweep.
            var id = await _store.SaveAsync(_c, "memory", null, round, Tensor(_c.RunId, 9), default);
            Assert.NotNull(await new CheckpointReader(_database.DataSource).ReadAsync(id, default));
            Assert.True(await removal.DeleteAsync(id, default));
        }
        await done.CancelAsync();
        await sweeping;
    }

    [Fact]
    public async Task Recording_a_transfer_again_changes_nothing()
    {
        var before = await _study.CountAsync("transfers");
        await _store.RecordTransferAsync(_c, null, _fromB, default);
        Assert.Equal(before, await _study.CountAsync("transfers"));
        Assert.Equal(2, (await new CheckpointReader(_database.DataSource).FindAsync(_fromLight, default))!.Uses);
    }

    [Fact]
    public async Task A_transfer_comes_from_a_finished_run_or_an_earlier_task()
    {
        var d = await StartAsync("d");
        var own = await SaveAsync(d, 1);
        var whole = await SaveAsync(d, null);
        await RefusedAsync(d, 0, own, "only a later task");
        await RefusedAsync(d, 1, own, "only a later task");
        await RefusedAsync(d, null, whole, "only a later task");
        await RefusedAsync(d, 5, own, "has not begun a task 5");
        await RefusedAsync(d, 0, Guid.CreateVersion7(), "There is no checkpoint");
        await RefusedAsync(d, 0, await SaveAsync(_c, null), "which is running. Start from runs that succeeded");
        await _store.RecordTransferAsync(d, 2, own, default);
        await _store.RecordTransferAsync(d, 0, whole, default);
    }

    private async Task RefusedAsync(RunFence fence, int? task, Guid checkpoint, string reason) =>
        Assert.Contains(reason, (await Assert.ThrowsAsync<ArgumentException>(() => _store.RecordTransferAsync(fence, task, checkpoint, default))).Message);

    private async Task<RunFence> StartAsync(string condition)
    {
        var fence = await _study.StartAsync(condition, 7);
        foreach (var (index, task) in new[] { "none", "light", "heavy" }.Index()) await _study.BeginTaskAsync(fence, index, task);
        return fence;
    }

    private Task<Guid> SaveAsync(RunFence fence, int? task) => _store.SaveAsync(fence, "memory", task, 50, Tensor(fence.RunId, task), default);

    private static byte[] Tensor(Guid run, int? task) => new SafeTensorsBuilder().AddMetadata("run", $"{run} {task}").Add<float>("theta", [1]).Build().ToBytes();

    private static LineagePlace At(RunFence fence, int? task) => new(fence.RunId, task);
}
