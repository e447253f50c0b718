using System.Text.Json;
using Engram.Tracking.Metrics;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Comparing;

/// <summary>Reads scores for comparisons and claims. Only runs that succeeded have one.</summary>
/// <param name="database">The record.</param>
public sealed class ScoreReader(NpgsqlDataSource database)
{
    /// <summary>The scores of a study: every condition × every seed of its design.</summary>
    /// <param name="study">The study; an unknown one has no conditions.</param>
    /// <param name="metric">Metric key.</param>
    /// <param name="task">Name of the task, or null for the metric of the whole run.</param>
    /// <param name="reduction">How a series becomes a score.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <remarks>
    /// Two queries whatever the number of runs. Last, min, max and mean come from the summaries; the others decode only the chunks that decide them.
    /// </remarks>
    public Task<ScoreSheet> OfStudyAsync(Guid study, string metric, string? task, Reduction reduction, CancellationToken ct) => ReadAsync("""
        select c.id as condition_id, design.seed, r.id as run_id, r.state
        from studies s join conditions c on c.study_id = s.id cross join unnest(s.seeds) as design(seed)
        left join runs r on r.condition_id = c.id and r.seed = design.seed and r.deleted_at is null
        where s.id = any($1)
        """, [study], metric, task, reduction, ct);

    /// <summary>The scores of runs chosen one by one; those in the bin are left out.</summary>
    /// <inheritdoc cref="OfStudyAsync" path="/param[@name='metric' or @name='task' or @name='reduction' or @name='ct']"/>
    public Task<ScoreSheet> OfRunsAsync(IReadOnlyCollection<Guid> runs, string metric, string? task, Reduction reduction, CancellationToken ct) => ReadAsync(
        "select condition_id, seed, id as run_id, state from runs where id = any($1) and deleted_at is null",
        [.. runs], metric, task, reduction, ct);

    private async Task<ScoreSheet> ReadAsync(string planned, Guid[] ids, string metric, string? task, Reduction reduction, CancellationToken ct)
    {
        var (column, join, bound) = Source(reduction);
        var seeds = new Dictionary<Guid, List<SeedScore>>();
        await using (var command = database.Statement($"""
            select p.condition_id, p.seed, p.run_id, p.state, s.id is not null, {column}
            from ({planned}) p
            left join (series s left join tasks t on t.run_id = s.run_id and t.index = s.task_index)
              on s.run_id = p.run_id and p.state = 'succeeded' and s.key = $2 and (s.task_index is null) = ($3::text is null) and ($3::text is null or t.name = $3)
            {join}
            order by p.condition_id, p.seed
            """, [ids, metric, task, .. bound]))
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                if (!seeds.TryGetValue(reader.GetGuid(0), out var scores)) seeds[reader.GetGuid(0)] = scores = [];
                scores.Add(Score(reader, reduction));
            }
        }
        return new(await ConditionsAsync(seeds, ct));
    }

    private static SeedScore Score(NpgsqlDataReader reader, Reduction reduction)
    {
        var (seed, run) = (reader.GetInt64(1), reader.IsDBNull(2) ? (Guid?)null : reader.GetGuid(2));
        if (run is null) return new(seed, null, null, "no run");
        if (reader.GetString(3) != "succeeded") return new(seed, run, null, reader.GetString(3));
        if (!reader.GetBoolean(4)) return new(seed, run, null, "not recorded");
        double? score = reduction.Kind switch
        {
            ReductionKind.MeanOfFirst or ReductionKind.StepsTo => reduction.Of(reader.IsDBNull(5) ? Points.Empty
                : PointOrder.Merge([.. reader.GetFieldValue<byte[][]>(5).Select(chunk => ChunkCodec.Decode(chunk))])),
            _ => reader.GetDouble(5),
        };
        return new(seed, run, score, score is null ? "too few points" : null);
    }

    /// <summary>The column that holds the score or the chunks it follows from, and where these come from.</summary>
    private static (string Column, string Join, object[] Bound) Source(Reduction reduction) => reduction.Kind switch
    {
        ReductionKind.Last => ("s.last_value", "", []),
        ReductionKind.Min => ("s.min_value", "", []),
        ReductionKind.Max => ("s.max_value", "", []),
        ReductionKind.Mean => ("s.mean_value", "", []),
        ReductionKind.MeanOfFirst => ("d.data", Chunks("sum(count) over (order by first_step, sequence) - count < $4"), [(long)reduction.Points]),
        _ => ("d.data", Chunks("min_value <= $4 and sum((min_value <= $4)::int) over (order by first_step, sequence) = 1"), [reduction.Threshold]),
    };

    // Where chunks overlap (a run that was not compacted), later values replace earlier ones and every chunk may decide.
    private static string Chunks(string decides) => $"""
        left join lateral (
          select array_agg(data order by sequence) as data from (
            select sequence, data, decides, bool_or(overlapping) over () as scattered from (
              select sequence, data, {decides} as decides,
                first_step <= max(last_step) over (order by first_step, sequence rows between unbounded preceding and 1 preceding) as overlapping
              from metric_chunks where series_id = s.id
            ) chunk
          ) chunk where decides or scattered
        ) d on true
        """;

    private async Task<IReadOnlyList<ConditionScores>> ConditionsAsync(Dictionary<Guid, List<SeedScore>> seeds, CancellationToken ct)
    {
        await using var command = database.Statement("""
            select c.id, s.name, c.position, c.label, c.options::text
            from conditions c join studies s on s.id = c.study_id where c.id = any($1) order by s.created_at, s.id, c.position
            """, seeds.Keys.ToArray());
        List<ConditionScores> conditions = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            conditions.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2), reader.GetString(3),
                JsonElement.Parse(reader.GetString(4)), seeds[reader.GetGuid(0)]));
        }
        return conditions;
    }
}
