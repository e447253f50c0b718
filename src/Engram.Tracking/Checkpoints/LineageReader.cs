using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Checkpoints;

/// <summary>Follows transfers in both directions.</summary>
/// <param name="database">The record.</param>
public sealed class LineageReader(NpgsqlDataSource database)
{
    /// <summary>The ancestors and descendants of a run, itself included.</summary>
    /// <param name="run">The run; an unknown one has no lineage.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <remarks>
    /// A checkpoint of task k depends on what tasks up to k of its run started from, and not on what came later; what is taken outside tasks
    /// depends on all of it. Two queries, each edge visited once.
    /// </remarks>
    public async Task<Lineage> ReadAsync(Guid run, CancellationToken ct)
    {
        var edges = await EdgesAsync(run, ct);
        HashSet<LineagePlace> places = [.. edges.SelectMany(edge => new[] { edge.From, edge.To })];
        return new(await NodesAsync(run, places, ct), edges);
    }

    private async Task<List<LineageEdge>> EdgesAsync(Guid run, CancellationToken ct)
    {
        await using var command = database.Statement("""
            with recursive edges as not materialized (
              select c.id, c.kind, c.step, c.run_id as from_run, c.task_index as from_task, t.run_id as to_run, t.task_index as to_task
              from transfers t join checkpoints c on c.id = t.checkpoint_id
            ), up as (
              select * from edges where to_run = $1
              union
              select e.* from up u join edges e on e.to_run = u.from_run and (u.from_task is null or e.to_task <= u.from_task)
            ), down as (
              select * from edges where from_run = $1
              union
              select e.* from down d join edges e on e.from_run = d.to_run and (e.from_task is null or e.from_task >= d.to_task)
            )
            select * from up union select * from down order by to_run, to_task, step, kind, id
            """, run);
        List<LineageEdge> edges = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            edges.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetInt64(2),
                new(reader.GetGuid(3), reader.IsDBNull(4) ? null : reader.GetInt32(4)),
                new(reader.GetGuid(5), reader.GetInt32(6) == Transfer.NoTask ? null : reader.GetInt32(6))));
        }
        return edges;
    }

    private async Task<IReadOnlyList<LineageNode>> NodesAsync(Guid run, HashSet<LineagePlace> places, CancellationToken ct)
    {
        Guid[] runs = [.. places.Select(place => place.RunId).Append(run).Distinct()];
        await using var command = database.Statement("""
            select r.id, t.index, t.name, s.id, coalesce(s.name, ''), coalesce(c.label, r.name), r.seed, r.state, r.deleted_at is not null
            from runs r left join studies s on s.id = r.study_id left join conditions c on c.id = r.condition_id
            left join (select run_id, index, name from tasks union all select id, null, null from runs where id = any($1)) t on t.run_id = r.id
            where r.id = any($1) order by r.submitted_at, r.position, r.id, t.index nulls first
            """, runs);
        List<LineageNode> all = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var place = new LineagePlace(reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetInt32(1));
            all.Add(new(place, reader.IsDBNull(2) ? null : reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetGuid(3),
                reader.GetString(4), reader.GetString(5), reader.IsDBNull(6) ? null : reader.GetInt64(6),
                Enum.Parse<RunState>(reader.GetString(7), ignoreCase: true), reader.GetBoolean(8)));
        }
        var tasks = all.Any(node => node.Place.RunId == run && node.Place.TaskIndex is not null);
        return [.. all.Where(node => places.Contains(node.Place) || (node.Place.RunId == run && tasks == node.Place.TaskIndex is not null))];
    }
}
