using System.Text.Json;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Search;

/// <summary>Reads what runs have in some fields, for the columns of a list.</summary>
/// <param name="database">The record.</param>
public sealed class FieldValues(NpgsqlDataSource database)
{
    /// <summary>The values there are, of options, tags and metrics.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="fields">The fields; columns that every run has are passed over.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Run and field → a <see cref="JsonElement"/>, or a double for a metric, to the bit; what a run does not have is absent. A label without a value is true.</returns>
    public async Task<IReadOnlyDictionary<(Guid Run, RunField Field), object>> ReadAsync(Guid[] runs, IReadOnlyCollection<RunField> fields, CancellationToken ct)
    {
        Dictionary<(Guid, RunField), object> values = [];
        if (runs.Length == 0) return values;
        await ReadJsonAsync(runs, [.. fields.OfType<OptionField>()], values, ct);
        await ReadTagsAsync(runs, [.. fields.OfType<TagField>()], values, ct);
        await ReadMetricsAsync(runs, [.. fields.OfType<MetricField>()], values, ct);
        return values;
    }

    private async Task ReadJsonAsync(Guid[] runs, OptionField[] fields, Dictionary<(Guid, RunField), object> values, CancellationToken ct)
    {
        if (fields.Length == 0) return;
        await using var command = database.Statement("""
            select r.id, wanted.key, (r.options -> wanted.key)::text from runs r cross join unnest($2::text[]) as wanted(key)
            where r.id = any($1) and r.options ->> wanted.key is not null
            """, runs, Array.ConvertAll(fields, field => field.Key));
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) values[(reader.GetGuid(0), new OptionField(reader.GetString(1)))] = JsonElement.Parse(reader.GetString(2));
    }

    private async Task ReadTagsAsync(Guid[] runs, TagField[] fields, Dictionary<(Guid, RunField), object> values, CancellationToken ct)
    {
        if (fields.Length == 0) return;
        await using var command = database.Statement("""
            select r.id, wanted.key, coalesce(r.tag_values -> wanted.key, 'true')::text from runs r cross join unnest($2::text[]) as wanted(key)
            where r.id = any($1) and (r.tag_values ->> wanted.key is not null or r.tags @> array[wanted.key])
            """, runs, Array.ConvertAll(fields, field => field.Key));
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) values[(reader.GetGuid(0), new TagField(reader.GetString(1)))] = JsonElement.Parse(reader.GetString(2));
    }

    // From the series, whose numbers are kept by their bits; the summary is for searching.
    private async Task ReadMetricsAsync(Guid[] runs, MetricField[] fields, Dictionary<(Guid, RunField), object> values, CancellationToken ct)
    {
        if (fields.Length == 0) return;
        var wanted = fields.ToLookup(field => field.Key);
        await using var command = database.Statement("""
            select s.run_id, coalesce(t.name || '/', '') || s.key, s.last_value, s.min_value, s.max_value, s.mean_value
            from series s left join tasks t on t.run_id = s.run_id and t.index = s.task_index
            where s.run_id = any($1) and s.key = any($2) and s.count > 0
            """, runs, fields.SelectMany(field => Endings(field.Key)).Distinct().ToArray());
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            foreach (var field in wanted[reader.GetString(1)]) values[(reader.GetGuid(0), field)] = reader.GetDouble(2 + (int)field.Aggregate);
        }
    }

    // "light/mse" is the series light/mse of the run, or mse of the task light.
    private static IEnumerable<string> Endings(string key)
    {
        yield return key;
        for (var slash = key.IndexOf('/'); slash >= 0; slash = key.IndexOf('/', slash + 1)) yield return key[(slash + 1)..];
    }
}
