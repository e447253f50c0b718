using System.Text.Json;
using Engram.Testing;
using Engram.Tracking.Metrics;
using Engram.Tracking.Projects;
using Engram.Tracking.Runs;

namespace Engram.Tracking.Tests.Metrics;

/// <summary>Runs that a client logs to, and what the record says of them.</summary>
internal sealed class ExternalRuns(TestDatabase database, Guid project)
{
    public Guid Project => project;

    public static async Task<ExternalRuns> CreateAsync(TestDatabase database)
    {
        var project = new Project($"project {Guid.CreateVersion7()}", "", TimeProvider.System.GetUtcNow());
        await using var db = database.Context();
        db.Add(project);
        await db.SaveChangesAsync();
        return new(database, project.Id);
    }

    public async Task<Guid> StartAsync()
    {
        var run = Guid.CreateVersion7();
        await new ExternalRunWrites(database.DataSource).StartAsync(new(run, project, "from outside", "{}", TimeProvider.System.GetUtcNow()), default);
        return run;
    }

    public async Task<IReadOnlyList<SeriesInfo>> SeriesAsync(Guid run) => await new SeriesReader(database.DataSource).ListAsync([run], null, null, default);

    /// <summary>Every stored point of a series.</summary>
    public async Task<Points> StoredAsync(Guid run, string key)
    {
        var id = (await SeriesAsync(run)).Single(series => series.Key == key).Id;
        List<Points> blocks = [];
        await foreach (var (_, block) in new SeriesReader(database.DataSource).StreamAsync([id], null, null, default)) blocks.Add(block);
        return Points.Concat(blocks);
    }

    public async Task<JsonElement> SummaryAsync(Guid run)
    {
        await using var command = database.DataSource.CreateCommand("select summary::text from run_summaries where run_id = $1");
        command.Parameters.Add(new() { Value = run });
        return JsonElement.Parse((string)(await command.ExecuteScalarAsync())!);
    }

    public async Task<long> CountAsync(string table, Guid run)
    {
        await using var command = database.DataSource.CreateCommand($"select count(*) from {table} where run_id = $1");
        command.Parameters.Add(new() { Value = run });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
