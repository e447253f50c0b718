using System.Globalization;
using Engram.Testing;
using Engram.Tracking.Metrics;
using Engram.Tracking.Projects;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Tracking.Studies;
using Engram.Worker.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Engram.Worker.Tests;

/// <summary>A database with one project, and workers on it: in this process, or as processes of their own.</summary>
public sealed class WorkerScene : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly string _connectionString;
    private readonly List<IAsyncDisposable> _owned = [];
    private readonly List<IAsyncDisposable> _workers = [];

    private WorkerScene(string connectionString)
    {
        _connectionString = connectionString;
        Data = NpgsqlDataSource.Create(connectionString);
        Transport = new(Data);
        Queue = new(Data, Transport);
    }

    public Guid Project { get; private set; }
    public PostgresRunTransport Transport { get; }
    public RunQueue Queue { get; }
    public NpgsqlDataSource Data { get; }

    public static async Task<WorkerScene> CreateAsync(PostgresFixture postgres)
    {
        var database = await postgres.CreateDatabaseAsync();
        var scene = await CreateAsync(database.ConnectionString);
        scene._owned.Add(database);
        return scene;
    }

    /// <summary>On a migrated database of one's own.</summary>
    public static async Task<WorkerScene> CreateAsync(string connectionString)
    {
        var scene = new WorkerScene(connectionString);
        await using var db = scene.Db();
        scene.Project = (await new ProjectDirectory(db, TimeProvider.System).FindOrCreateAsync("lift", default)).Id;
        return scene;
    }

    public EngramDb Db() => new(new DbContextOptionsBuilder<EngramDb>().UseNpgsql(Data).Options);

    /// <summary>A study of one condition; answers its runs, seed by seed.</summary>
    public async Task<IReadOnlyList<Guid>> SubmitAsync(
        string experiment, string options = "{}", int seeds = 1, int version = 1, Guid? memory = null)
    {
        await using var db = Db();
        var plan = new StudyPlan("study", experiment, version, [new("one", options, "hash")], [.. Enumerable.Range(0, seeds)])
        {
            Inputs = memory is { } id ? new Dictionary<string, Guid> { ["memory"] = id } : [],
        };
        return [.. (await new StudySubmission(db, Transport, TimeProvider.System).SubmitAsync(Project, plan, default)).Runs.Select(run => run.Id)];
    }

    /// <summary>A worker within this process, taking runs when this returns.</summary>
    public async Task<IHost> StartWorkerAsync(int concurrency = 2, double leaseSeconds = 30)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Services.AddWorker(new()
        {
            ConnectionString = _connectionString,
            Concurrency = concurrency,
            Lease = TimeSpan.FromSeconds(leaseSeconds),
            Poll = TimeSpan.FromSeconds(1),
            MaxLosses = 3,
            Assemblies = [typeof(WorkerScene).Assembly.Location],
        });
        var host = builder.Build();
        _workers.Add((IAsyncDisposable)host);
        await host.StartAsync();
        await UntilAsync(async () => await CountAsync("workers", $"id = '{host.Services.GetRequiredService<WorkerProcess>().Id}'") == 1);
        return host;
    }

    /// <summary>A worker as a process of its own, taking runs when this returns.</summary>
    public async Task<WorkerProgram> StartProgramAsync(params (string Name, string Value)[] environment)
    {
        var before = await CountAsync("workers");
        var program = WorkerProgram.Start([("ConnectionStrings__Engram", _connectionString), ("Experiments__Assemblies", typeof(WorkerScene).Assembly.Location), .. environment]);
        _workers.Add(program);
        await UntilAsync(async () => !program.IsRunning || await CountAsync("workers") > before);
        Assert.True(program.IsRunning, program.Output);
        return program;
    }

    public async Task<Run> RunAsync(Guid id)
    {
        await using var db = Db();
        return await db.Runs.AsNoTracking().SingleAsync(run => run.Id == id);
    }

    public Task<Run> UntilAsync(Guid id, RunState state) => UntilAsync(id, run => run.State == state, state.ToString());

    public async Task<Run> UntilAsync(Guid id, Func<Run, bool> condition, string wanted)
    {
        var run = await RunAsync(id);
        for (var end = TimeProvider.System.GetTimestamp(); !condition(run); run = await RunAsync(id))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(end) < Patience, $"Waited in vain for {wanted}; the run is {run.State}, attempt {run.Attempt}, {run.Progress:P0}: {run.ErrorMessage} {run.ErrorDetail}");
            await Task.Delay(5);
        }
        return run;
    }

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, "Waited in vain.");
            await Task.Delay(5);
        }
    }

    public async Task<long> CountAsync(string table, string where = "true")
    {
        await using var command = Data.CreateCommand($"select count(*) from {table} where {where}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Data.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>All a run left, bit by bit, without times and ids: equal for equal seeds.</summary>
    /// <param name="run">The run.</param>
    /// <param name="timings">Metrics that measure the machine; left out.</param>
    public async Task<string> ImprintAsync(Guid run, params string[] timings)
    {
        await using var db = Db();
        List<string> lines = [];
        foreach (var task in await db.Tasks.Where(t => t.RunId == run).OrderBy(t => t.Index).ToListAsync())
            lines.Add($"task {task.Index} {task.Name} {task.FirstStep}..{task.LastStep}");
        var reader = new SeriesReader(Data);
        foreach (var series in await db.Series.Where(s => s.RunId == run && !timings.Contains(s.Key)).OrderBy(s => s.TaskIndex).ThenBy(s => s.Key).ToListAsync())
        {
            var points = (await reader.ReadAsync([series.Id], null, null, default))[series.Id];
            lines.Add($"series {series.TaskIndex} {series.Key} n={series.Count} mean={Bits(series.MeanValue)}: {string.Join(' ', points.Steps.Zip(points.Values, (step, value) => $"{step}:{Bits(value)}"))}");
        }
        foreach (var checkpoint in await db.Checkpoints.Where(c => c.RunId == run).OrderBy(c => c.TaskIndex).ThenBy(c => c.Step).ThenBy(c => c.Kind).ToListAsync())
            lines.Add($"checkpoint {checkpoint.TaskIndex} {checkpoint.Kind} {checkpoint.Step} {Convert.ToHexStringLower(checkpoint.Sha256)}");
        var sources = await (from t in db.Transfers where t.RunId == run join c in db.Checkpoints on t.CheckpointId equals c.Id orderby t.TaskIndex, c.Kind select new { t.TaskIndex, c.Sha256 }).ToListAsync();
        lines.AddRange(sources.Select(t => $"transfer {t.TaskIndex} from {Convert.ToHexStringLower(t.Sha256)}"));
        return string.Join('\n', lines);

        static string Bits(double value) => BitConverter.DoubleToInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            if (worker is IHost host) await host.StopAsync();
            await worker.DisposeAsync();
        }
        await Data.DisposeAsync();
        foreach (var owned in _owned) await owned.DisposeAsync();
    }
}
