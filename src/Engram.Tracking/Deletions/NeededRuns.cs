namespace Engram.Tracking.Deletions;

/// <summary>Which runs others depend on: those that something started from.</summary>
internal static class NeededRuns
{
    /// <summary>SQL: true when a living run, or a living study for its runs, starts from a checkpoint of run <paramref name="run"/>.</summary>
    /// <param name="run">Alias of a row of <c>runs</c>.</param>
    /// <param name="exceptRuns">SQL that yields runs which do not count; empty for none.</param>
    /// <param name="exceptStudies">SQL that yields studies which do not count; empty for none.</param>
    public static string Sql(string run, string exceptRuns = "", string exceptStudies = "") => $"""
        (exists (select from checkpoints c join transfers t on t.checkpoint_id = c.id join runs d on d.id = t.run_id
           where c.run_id = {run}.id and d.id <> {run}.id and d.deleted_at is null{Except("d.id", exceptRuns)})
         or exists (select from checkpoints c join study_inputs i on i.checkpoint_id = c.id join studies s on s.id = i.study_id
           where c.run_id = {run}.id and s.deleted_at is null{Except("s.id", exceptStudies)}))
        """;

    /// <summary>SQL: ten at most of those who need the run <paramref name="run"/>, as two arrays: runs and studies.</summary>
    public static string BySql(string run) => $"""
        array(select distinct d.id from checkpoints c join transfers t on t.checkpoint_id = c.id join runs d on d.id = t.run_id
          where c.run_id = {run}.id and d.id <> {run}.id and d.deleted_at is null order by d.id limit 10),
        array(select distinct s.id from checkpoints c join study_inputs i on i.checkpoint_id = c.id join studies s on s.id = i.study_id
          where c.run_id = {run}.id and s.deleted_at is null order by s.id limit 10)
        """;

    private static string Except(string id, string sql) => sql.Length == 0 ? "" : $" and {id} not in ({sql})";
}
