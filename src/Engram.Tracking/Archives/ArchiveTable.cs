namespace Engram.Tracking.Archives;

/// <summary>A table whose rows belong to a project, directly or by their study or run.</summary>
/// <param name="Name">The table.</param>
/// <param name="Owner">Column that says to whom a row belongs.</param>
/// <param name="Level">What that is.</param>
internal sealed record ArchiveTable(string Name, string Owner, ArchiveLevel Level)
{
    /// <summary>In the order in which they can be taken in: nothing points ahead.</summary>
    public static IReadOnlyList<ArchiveTable> All { get; } =
    [
        new("projects", "id", ArchiveLevel.Project),
        new("datasets", "project_id", ArchiveLevel.Project),
        new("comparisons", "project_id", ArchiveLevel.Project),
        new("search_keys", "project_id", ArchiveLevel.Project),
        new("studies", "project_id", ArchiveLevel.Project),
        new("conditions", "study_id", ArchiveLevel.Study),
        new("runs", "project_id", ArchiveLevel.Project),
        new("tasks", "run_id", ArchiveLevel.Run),
        new("log_lines", "run_id", ArchiveLevel.Run),
        new("series", "run_id", ArchiveLevel.Run),
        new("run_summaries", "run_id", ArchiveLevel.Run),
        new("metric_requests", "run_id", ArchiveLevel.Run),
        new("checkpoints", "run_id", ArchiveLevel.Run),
        new("artifacts", "run_id", ArchiveLevel.Run),
        new("run_inputs", "run_id", ArchiveLevel.Run),
        new("run_models", "run_id", ArchiveLevel.Run),
        new("transfers", "run_id", ArchiveLevel.Run),
        new("study_inputs", "study_id", ArchiveLevel.Study),
    ];

    /// <summary>Name of its file.</summary>
    public string File => $"{ArchiveManifest.Tables}{Name}.jsonl";

    /// <summary>SQL: the columns of table <c>$1</c> that hold what was given to them, and not what the database makes of others.</summary>
    public const string ColumnsSql = """
        select array(select attname::text from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum)
        """;

    /// <summary>SQL: the rows of project <c>$1</c> outside the bin, as JSON, one a row, in a stable order.</summary>
    /// <param name="columns">Those of the table.</param>
    public string ExportSql(IEnumerable<string> columns) =>
        $"select row_to_json(x)::text from (select {string.Join(", ", columns.Select(column => $"t.{column}"))} from {Rows}) x order by {Order}";

    private string Rows => Level switch
    {
        ArchiveLevel.Project => $"{Name} t where {Owner} = $1{(Name is "runs" or "studies" ? " and deleted_at is null" : "")}",
        ArchiveLevel.Study => $"{Name} t join studies s on s.id = t.study_id where s.project_id = $1 and s.deleted_at is null",
        _ => $"{Name} t join runs r on r.id = t.run_id where r.project_id = $1 and r.deleted_at is null",
    };

    private string Order => Name is "log_lines" or "series" ? "x.id" : "1";
}

/// <summary>What a row of an archive belongs to.</summary>
internal enum ArchiveLevel
{
    /// <summary>The project.</summary>
    Project,

    /// <summary>A study of it.</summary>
    Study,

    /// <summary>A run of it.</summary>
    Run,
}
