using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Engram.Tracking.Runs;
using Engram.Web.Api.Requests;
using Engram.Web.Api.Studies;

namespace Engram.Web.Api.Runs;

/// <summary>A run by itself: one condition and one seed for a worker to execute, or an external run that its caller executes and logs to.</summary>
internal sealed record NewRun
{
    /// <summary>True for a run that no worker executes: its caller does, and logs to it.</summary>
    public bool External { get; init; }

    /// <summary>
    /// Of an external run: an identifier of the caller's choice, best a UUIDv7. The same one again, in the same project, makes nothing and answers 200.
    /// </summary>
    public Guid? Id { get; init; }

    /// <summary>Identifier or name of the project; a name that is not there yet becomes a project.</summary>
    [Name]
    public required string Project { get; init; }

    /// <summary>Name of the experiment. Every run has one but external ones, which have none.</summary>
    public string? Experiment { get; init; }

    /// <summary>Name of the external run, or of the study that is made for the run; by default that of the experiment.</summary>
    [Name]
    public string? Name { get; init; }

    /// <summary>Settings: option name → value. What is absent keeps its default. Of an external run every value is a text, a number, true, false or null.</summary>
    public JsonObject? Options { get; init; }

    /// <summary>The seed. An external run may be without.</summary>
    [Range(0, long.MaxValue)]
    public long? Seed { get; init; }

    /// <summary>Labels of the external run or of the study, for finding it again.</summary>
    [Labels]
    public string[] Tags { get; init; } = [];

    /// <summary>Higher goes first.</summary>
    [Range(-1_000, 1_000)]
    public int Priority { get; init; }

    /// <summary>Kind of checkpoint (<c>memory</c>, <c>network</c> …) → identifier of the checkpoint the run starts from.</summary>
    public Dictionary<string, Guid> Transfer { get; init; } = [];

    /// <summary>Of an external run: labels that carry a value, name → text.</summary>
    [TagValues]
    public Dictionary<string, string> TagValues { get; init; } = [];

    /// <summary>Of an external run: identifier of the run of the same project that it is a part of.</summary>
    public Guid? Parent { get; init; }

    /// <summary>Of an external run: who started it.</summary>
    [StringLength(200)]
    public string? User { get; init; }

    /// <summary>Of an external run: free text.</summary>
    [StringLength(100_000)]
    public string? Notes { get; init; }

    /// <summary>The study of one condition and one seed that it is. What is missing is as good as empty.</summary>
    public NewStudy ToStudy() => new()
    {
        Project = Project,
        Experiment = Experiment ?? "",
        Name = Name,
        Options = Options,
        Seeds = new JsonArray(Seed ?? 0),
        Tags = Tags,
        Priority = Priority,
        Transfer = Transfer,
    };
}

/// <summary>What is to change about a run; what is absent stays. Of a run that a worker executes only notes, tags and tagValues can.</summary>
internal sealed record RunChanges
{
    /// <summary>Of an external run: a new name.</summary>
    [Name]
    public string? Name { get; init; }

    /// <summary>Of an external run: its state, any after any other. One that is over finishes now.</summary>
    public RunState? State { get; init; }

    /// <summary>Of an external run that failed: why.</summary>
    [StringLength(10_000, MinimumLength = 1)]
    public string? Error { get; init; }

    /// <summary>New notes.</summary>
    [StringLength(100_000)]
    public string? Notes { get; init; }

    /// <summary>New labels, instead of the old ones.</summary>
    [Labels]
    public string[]? Tags { get; init; }

    /// <summary>Labels that carry a value, name → text, laid over the ones there are; null takes one away.</summary>
    [TagValues]
    public JsonObject? TagValues { get; init; }

    /// <summary>Of an external run: options to be added. One that is there already keeps its value; another value for it is refused.</summary>
    public JsonObject? Options { get; init; }
}

/// <summary>Lines for the log of an external run.</summary>
internal sealed record NewLines
{
    /// <summary>A number that the client gives each of its writes to this run once, points and lines alike. A write repeated under its number does nothing.</summary>
    public long? Request { get; init; }

    /// <summary>The lines, in order.</summary>
    [Length(1, 10_000)]
    public required NewLine[] Lines { get; init; }
}

/// <summary>A line for a log.</summary>
internal sealed record NewLine
{
    /// <summary>When it was written; now when absent.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How much it matters.</summary>
    public LineSeverity Severity { get; init; }

    /// <summary>The line.</summary>
    [StringLength(10_000)]
    public required string Text { get; init; }
}

/// <summary>How much a line of a log matters.</summary>
internal enum LineSeverity
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Odd, but not wrong.</summary>
    Warning,

    /// <summary>Wrong.</summary>
    Error,
}

/// <summary>How a copy of a run is to differ; what is absent is as in the original.</summary>
internal sealed record RunEdits
{
    /// <summary>Settings laid over those of the original: option name → value.</summary>
    public JsonObject? Options { get; init; }

    /// <summary>Another seed.</summary>
    [Range(0, long.MaxValue)]
    public long? Seed { get; init; }

    /// <summary>Name of the study that is made for it.</summary>
    [Name]
    public string? Name { get; init; }
}
