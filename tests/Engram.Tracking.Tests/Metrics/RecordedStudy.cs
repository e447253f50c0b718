using System.Text.Json;
using Engram.Testing;
using Engram.Tracking.Metrics;
using Engram.Tracking.Projects;
using Engram.Tracking.Runs;
using Engram.Tracking.Studies;
using Engram.Tracking.Workers;
using Npgsql;

namespace Engram.Tracking.Tests.Metrics;

/// <summary>A study with its runs in a database, whose runs a test takes through their life by hand.</summary>
internal sealed class RecordedStudy
{
    private readonly TestDatabase _database;
    private readonly Dictionary<(string Condition, long Seed), Guid> _runs = [];
    private Guid _worker;

    private RecordedStudy(TestDatabase database) => _database = database;

    public Guid Id { get; private set; }

    public Guid ProjectId { get; private set; }

    public NpgsqlDataSource Data => _database.DataSource;

    /// <summary>Conditions by label, with options as JSON; every one has a queued run for each seed.</summary>
    public static async Task<RecordedStudy> CreateAsync(TestDatabase database, (string Label, string Options)[] conditions, params long[] seeds)
    {
        var now = TimeProvider.System.GetUtcNow();
        var scene = new RecordedStudy(database);
        var project = new Project($"project {Guid.CreateVersion7()}", "", now);
        var study = new Study(project.Id, "study", "sequential-lift", 1, seeds, now);
        var worker = new Worker { Id = Guid.CreateVersion7(), Name = "here:1", Version = "1", Concurrency = 1, StartedAt = now, SeenAt = now };
        (scene.Id, scene.ProjectId, scene._worker) = (study.Id, project.Id, worker.Id);
        await using var db = database.Context();
        db.AddRange(project, study, worker);
        foreach (var (position, (label, options)) in conditions.Index())
        {
            var condition = new Condition(study.Id, position, label, JsonDocument.Parse(options), $"{position:x64}", now);
            db.Add(condition);
            foreach (var seed in seeds)
            {
                var run = new Run(study, condition, seed, position, now);
                scene._runs.Add((label, seed), run.Id);
                db.Add(run);
            }
        }
        await db.SaveChangesAsync();
        return scene;
    }

    public static Task<RecordedStudy> OfOneRunAsync(TestDatabase database) => CreateAsync(database, [("only", "{}")], 0);

    public Guid Run(string condition, long seed) => _runs[(condition, seed)];

    /// <summary>The run as a worker holds it.</summary>
    public async Task<RunFence> StartAsync(string condition = "only", long seed = 0)
    {
        var run = Run(condition, seed);
        await ExecuteAsync("update runs set state = 'running', attempt = attempt + 1, worker_id = $2, lease_until = now() + interval '1 hour' where id = $1", run, _worker);
        await using var db = _database.Context();
        return new(run, _worker, (await db.Runs.FindAsync(run))!.Attempt);
    }

    public Task BeginTaskAsync(RunFence fence, int index, string name) =>
        ExecuteAsync("insert into tasks (run_id, index, name, first_step) values ($1, $2, $3, 0)", fence.RunId, index, name);

    public Task SucceedAsync(RunFence fence) =>
        ExecuteAsync("update runs set state = 'succeeded', lease_until = null, finished_at = now() where id = $1", fence.RunId);

    public Task FailAsync(RunFence fence) =>
        ExecuteAsync("update runs set state = 'failed', lease_until = null, finished_at = now(), error_message = 'diverged' where id = $1", fence.RunId);

    /// <summary>A whole run: one series of one task, then success.</summary>
    public async Task RecordAsync(string condition, long seed, string task, string key, params double[] values)
    {
        var fence = await StartAsync(condition, seed);
        await BeginTaskAsync(fence, 0, task);
        await new MetricStore(Data).WriteAsync(fence, [new(key, 0, Counted(values))], default);
        await SucceedAsync(fence);
    }

    /// <summary>Points at steps 0, 1, 2 …</summary>
    public static Points Counted(params double[] values) => new([.. Enumerable.Range(0, values.Length).Select(i => (long)i)], new long[values.Length], values);

    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Data.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync(string table)
    {
        await using var command = Data.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
