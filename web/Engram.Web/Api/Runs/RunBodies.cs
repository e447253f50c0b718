using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Engram.Web.Api.Requests;
using Engram.Web.Api.Studies;

namespace Engram.Web.Api.Runs;

/// <summary>A run to be submitted by itself: one condition and one seed.</summary>
internal sealed record NewRun
{
    /// <summary>Identifier or name of the project; a name that is not there yet becomes a project.</summary>
    [Name]
    public required string Project { get; init; }

    /// <summary>Name of the experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>Name of the study that is made for it; by default that of the experiment.</summary>
    [Name]
    public string? Name { get; init; }

    /// <summary>Settings: option name → value. What is absent keeps its default.</summary>
    public JsonObject? Options { get; init; }

    /// <summary>The seed.</summary>
    [Range(0, long.MaxValue)]
    public required long Seed { get; init; }

    /// <summary>Labels of the study, for finding it again.</summary>
    [Labels]
    public string[] Tags { get; init; } = [];

    /// <summary>Higher goes first.</summary>
    [Range(-1_000, 1_000)]
    public int Priority { get; init; }

    /// <summary>Kind of checkpoint (<c>memory</c>, <c>network</c> …) → identifier of the checkpoint the run starts from.</summary>
    public Dictionary<string, Guid> Transfer { get; init; } = [];

    /// <summary>The study of one condition and one seed that it is.</summary>
    public NewStudy ToStudy() => new()
    {
        Project = Project,
        Experiment = Experiment,
        Name = Name,
        Options = Options,
        Seeds = new JsonArray(Seed),
        Tags = Tags,
        Priority = Priority,
        Transfer = Transfer,
    };
}

/// <summary>What is to change about a run; what is absent stays.</summary>
internal sealed record RunChanges
{
    /// <summary>New notes.</summary>
    [StringLength(100_000)]
    public string? Notes { get; init; }

    /// <summary>New labels, instead of the old ones.</summary>
    [Labels]
    public string[]? Tags { get; init; }
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
