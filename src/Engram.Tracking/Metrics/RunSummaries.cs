using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Metrics;

/// <summary>What search knows of series: a row of <c>run_summaries</c> per run, and the keys that completion offers.</summary>
/// <remarks>
/// A summary is rewritten whole whenever one of its metrics changes. With some hundred metrics that is nothing; with twelve thousand it is a megabyte for
/// every point. Large ones are therefore only marked as stale in the transaction that writes the points, and made anew in the
/// background (<see cref="SummaryRefresh"/>), within seconds.
/// </remarks>
internal static class RunSummaries
{
    /// <summary>Bytes, as stored, from which on a summary is made anew in the background: some hundred metrics.</summary>
    public const int Large = 16 << 10;

    private const string Name = "coalesce(t.name || '/', '') || s.key";
    private const string From = "from series s join runs r on r.id = s.run_id left join tasks t on t.run_id = s.run_id and t.index = s.task_index";

    /// <summary>The summary of the series that a query groups.</summary>
    private const string Summary = $"""
        jsonb_object_agg({Name}, jsonb_build_object('last', s.last_value, 'min', s.min_value, 'max', s.max_value, 'mean', s.mean_value))
        """;

    /// <summary>A statement that carries the summaries of series, which may be of many runs, over to their runs.</summary>
    public static NpgsqlBatchCommand Update(long[] series) => Statements.BatchStatement($"""
        insert into run_summaries as known (run_id, project_id, summary)
        select r.id, r.project_id, {Summary} {From} where s.id = any($1) group by r.id order by r.id
        on conflict (run_id) do update set
          summary = case when pg_column_size(known.summary) < {Large} then known.summary || excluded.summary else known.summary end,
          stale = known.stale or pg_column_size(known.summary) >= {Large}
        """, series);

    /// <summary>A statement that makes the keys of series known to whoever types a filter.</summary>
    public static NpgsqlBatchCommand OfferKeys(long[] series) => Statements.BatchStatement($"""
        insert into search_keys (project_id, kind, key)
        select distinct r.project_id, 'metric', {Name} {From} where s.id = any($1) order by 1, 3
        on conflict do nothing
        """, series);

    /// <summary>A statement that makes the summary of run <c>$1</c> anew.</summary>
    public const string RefreshSql = $"""
        update run_summaries set summary = coalesce((select {Summary} {From} where s.run_id = $1 and s.count > 0), jsonb_build_object())
        where run_id = $1
        """;
}
