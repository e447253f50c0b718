using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Studies;

/// <summary>Reads how far studies are.</summary>
/// <param name="database">The record.</param>
public sealed class StudyProgressReader(NpgsqlDataSource database)
{
    /// <summary>The progress of many studies, in one statement.</summary>
    /// <param name="studies">The studies.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Study → progress; studies that do not exist are absent.</returns>
    public async Task<IReadOnlyDictionary<Guid, StudyProgress>> ReadAsync(IReadOnlyCollection<Guid> studies, CancellationToken ct)
    {
        await using var command = database.Statement("""
            with design as (
              select s.id as study_id, c.id as condition_id, seed
              from studies s join conditions c on c.study_id = s.id cross join unnest(s.seeds) seed where s.id = any($1)
            )
            select d.study_id, d.condition_id, r.state, count(*), coalesce(sum(r.progress), 0), array_agg(d.seed order by d.seed) filter (where r.id is null)
            from design d left join runs r on r.condition_id = d.condition_id and r.seed = d.seed and r.deleted_at is null
            group by d.study_id, d.condition_id, r.state
            """, studies.ToArray());
        Dictionary<Guid, Tally> tallies = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var study = reader.GetGuid(0);
            if (!tallies.TryGetValue(study, out var tally)) tallies[study] = tally = new();
            var count = (int)reader.GetInt64(3);
            tally.Expected += count;
            if (reader.IsDBNull(2))
            {
                tally.Missing[reader.GetGuid(1)] = reader.GetFieldValue<long[]>(5);
                continue;
            }
            var state = Enum.Parse<RunState>(reader.GetString(2), ignoreCase: true);
            tally.Runs[state] = tally.Runs.GetValueOrDefault(state) + count;
            tally.Done += state.IsOver() ? count : state == RunState.Running ? reader.GetDouble(4) : 0;
        }
        return tallies.ToDictionary(t => t.Key, t => new StudyProgress(t.Value.Expected, t.Value.Runs, t.Value.Done / t.Value.Expected, t.Value.Missing));
    }

    private sealed class Tally
    {
        public int Expected { get; set; }
        public double Done { get; set; }
        public Dictionary<RunState, int> Runs { get; } = [];
        public Dictionary<Guid, long[]> Missing { get; } = [];
    }
}
