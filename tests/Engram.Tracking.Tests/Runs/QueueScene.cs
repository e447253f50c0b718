using Engram.Testing;
using Engram.Tracking.Projects;
using Engram.Tracking.Runs;
using Engram.Tracking.Studies;
using Engram.Tracking.Workers;

namespace Engram.Tracking.Tests.Runs;

/// <summary>A database with one project, and everything that works on the queue in it.</summary>
public sealed class QueueScene : IAsyncDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private readonly TestDatabase _database;

    private QueueScene(TestDatabase database, Guid project)
    {
        _database = database;
        Project = project;
        Queue = new(Data, Transport);
        End = new(Data, Transport);
        Journal = new(Data);
        Register = new(Data);
    }

    public Guid Project { get; }
    public ListTransport Transport { get; } = new();
    public RunQueue Queue { get; }
    public RunEnd End { get; }
    public RunJournal Journal { get; }
    public WorkerRegister Register { get; }
    public Npgsql.NpgsqlDataSource Data => _database.DataSource;
    public Engram.Tracking.Storage.EngramDb Db() => _database.Context();

    public static async Task<QueueScene> CreateAsync(PostgresFixture postgres)
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var db = database.Context();
        return new(database, (await new ProjectDirectory(db, TimeProvider.System).FindOrCreateAsync("lift", default)).Id);
    }

    /// <summary>A study with conditions <c>c0</c>, <c>c1</c> … and seeds 0, 1 …</summary>
    public async Task<SubmittedStudy> SubmitAsync(int conditions = 1, int seeds = 1, int priority = 0)
    {
        await using var db = Db();
        return await new StudySubmission(db, Transport, TimeProvider.System).SubmitAsync(Project, Plan(conditions, seeds) with { Priority = priority }, default);
    }

    public static StudyPlan Plan(int conditions, int seeds) => new("Table I", "sequential-lift", 3, Conditions(0, conditions), [.. Enumerable.Range(0, seeds)]);

    public static PlannedCondition[] Conditions(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => new PlannedCondition($"c{i}", $$"""{"eta": 0.001, "width": {{i}}}""", $"{i:x64}"))];

    public async Task<Guid> WorkerAsync(string name = "host:1")
    {
        var id = Guid.CreateVersion7();
        await Register.EnterAsync(id, name, "1.0", 2, default);
        return id;
    }

    public Task<IReadOnlyList<ClaimedRun>> ClaimAsync(Guid worker, int count = 1, TimeSpan? lease = null) =>
        Queue.ClaimAsync(worker, count, lease ?? Lease, """{"machine": "test"}""", default);

    /// <summary>A run in the state asked for, brought there by the queue.</summary>
    public async Task<Guid> RunInAsync(RunState state)
    {
        var id = (await SubmitAsync()).Runs[0].Id;
        if (state == RunState.Queued) return id;
        var fence = (await ClaimAsync(await WorkerAsync())).Single(run => run.Fence.RunId == id).Fence;
        await (state switch
        {
            RunState.Succeeded => End.SucceedAsync(fence, default),
            RunState.Failed => End.FailAsync(fence, "diverged", null, default),
            RunState.Cancelled => End.CancelledAsync(fence, default),
            _ => Task.CompletedTask,
        });
        return id;
    }

    public async Task<Run> RunAsync(Guid id)
    {
        await using var db = Db();
        return (await db.Runs.FindAsync(id))!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Data.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync(string table, string where = "true")
    {
        await using var command = Data.CreateCommand($"select count(*) from {table} where {where}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}

/// <summary>Remembers what was announced.</summary>
public sealed class ListTransport : IRunTransport
{
    public List<Guid> Announced { get; } = [];

    public Task AnnounceAsync(IReadOnlyCollection<RunTicket> tickets, CancellationToken ct)
    {
        Announced.AddRange(tickets.Select(ticket => ticket.RunId));
        return Task.CompletedTask;
    }
}
