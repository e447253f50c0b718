namespace Engram.Tracking.Search;

/// <summary>What every run has, as filters and orders name it.</summary>
/// <remarks>The one list of these names. <c>r</c> is the run's row.</remarks>
public sealed class RunColumn
{
    private RunColumn(string name, FieldType type, string sql, bool missing = false, string? alias = null, string? table = null, string? key = null)
    {
        (Name, Type, Sql, CanBeMissing, Alias) = (name, type, sql, missing, alias);
        if (table is not null) (Parent, Value) = ($"{key} in (select x.id from {table} x where {{0}})", $"(select {sql} from {table} x where x.id = {key})");
    }

    /// <summary>Identifier.</summary>
    public static RunColumn Id { get; } = new("id", FieldType.Identifier, "r.id");

    /// <summary>Name, unique within nothing: <c>&lt;condition&gt; · seed &lt;n&gt;</c> unless somebody chose one.</summary>
    public static RunColumn Label { get; } = new("name", FieldType.Text, "r.name");

    /// <summary>Name of the experiment; missing for a run that was logged from outside.</summary>
    public static RunColumn Experiment { get; } = new("experiment", FieldType.Text, "r.experiment", missing: true);

    /// <summary>Name of the project.</summary>
    public static RunColumn Project { get; } = new("project", FieldType.Text, "x.name", table: "projects", key: "r.project_id");

    /// <summary>Name of the study; missing for a run that was logged from outside.</summary>
    public static RunColumn Study { get; } = new("study", FieldType.Text, "x.name", missing: true, table: "studies", key: "r.study_id");

    /// <summary>Identifier of the study.</summary>
    public static RunColumn StudyId { get; } = new("studyId", FieldType.Identifier, "r.study_id", missing: true);

    /// <summary>Label of the condition; missing for a run that was logged from outside.</summary>
    public static RunColumn Condition { get; } = new("condition", FieldType.Text, "x.label", missing: true, table: "conditions", key: "r.condition_id");

    /// <summary>Where it is in its life, in small letters.</summary>
    public static RunColumn State { get; } = new("state", FieldType.Text, "r.state");

    /// <summary>Its seed.</summary>
    public static RunColumn Seed { get; } = new("seed", FieldType.Whole, "r.seed", missing: true);

    /// <summary>How often a worker took it.</summary>
    public static RunColumn Attempt { get; } = new("attempt", FieldType.Whole, "r.attempt");

    /// <summary>Share done, 0 to 1.</summary>
    public static RunColumn Progress { get; } = new("progress", FieldType.Number, "r.progress");

    /// <summary>When it was submitted.</summary>
    public static RunColumn SubmittedAt { get; } = new("submittedAt", FieldType.Time, "r.submitted_at", alias: "submitted");

    /// <summary>When its last attempt began.</summary>
    public static RunColumn StartedAt { get; } = new("startedAt", FieldType.Time, "r.started_at", missing: true, alias: "started");

    /// <summary>When it was over.</summary>
    public static RunColumn FinishedAt { get; } = new("finishedAt", FieldType.Time, "r.finished_at", missing: true, alias: "finished");

    /// <summary>Who logged it; missing when nobody said so.</summary>
    public static RunColumn User { get; } = new("user", FieldType.Text, "nullif(r.user_name, '')", missing: true);

    /// <summary>The run it belongs under.</summary>
    public static RunColumn ParentRun { get; } = new("parent", FieldType.Identifier, "r.parent_id", missing: true);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RunColumn> All { get; } =
        [Id, Label, Experiment, Project, Study, StudyId, Condition, State, Seed, Attempt, Progress, SubmittedAt, StartedAt, FinishedAt, User, ParentRun];

    /// <summary>As a filter names it.</summary>
    public string Name { get; }

    /// <summary>What kind of values it has.</summary>
    public FieldType Type { get; }

    /// <summary>Another name that is understood, or null.</summary>
    public string? Alias { get; }

    /// <summary>Whether there are runs without a value.</summary>
    public bool CanBeMissing { get; }

    /// <summary>The expression: of the run's row <c>r</c> or, where there is a <see cref="Parent"/>, of its row <c>x</c>.</summary>
    internal string Sql { get; }

    /// <summary>What makes a condition on another table's row one on the run; <c>{0}</c> is the condition. Null for the run's own columns.</summary>
    /// <remarks>So the few projects, studies or conditions are found first, and then their runs.</remarks>
    internal string? Parent { get; }

    /// <summary>Where there is a <see cref="Parent"/>: the value as an expression of the run's row.</summary>
    internal string? Value { get; }

    /// <summary>The column of a name, without regard to case; null when there is none.</summary>
    public static RunColumn? Find(string name) => All.FirstOrDefault(column =>
        column.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || name.Equals(column.Alias, StringComparison.OrdinalIgnoreCase));
}
