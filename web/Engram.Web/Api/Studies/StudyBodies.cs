using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Engram.Web.Api.Requests;

namespace Engram.Web.Api.Studies;

/// <summary>A study to be submitted: an experiment, conditions, seeds.</summary>
/// <remarks>
/// A preset gives options, conditions, grid and seeds; each of the last three that is given here replaces the preset's, <c>options</c> are laid over
/// its options.
/// A condition is: defaults, then options, then its own options, then a point of the grid.
/// </remarks>
internal sealed record NewStudy
{
    /// <summary>Identifier or name of the project; a name that is not there yet becomes a project.</summary>
    [Name]
    public required string Project { get; init; }

    /// <summary>Name of the experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>Name of the study; by default that of the experiment and the preset.</summary>
    [Name]
    public string? Name { get; init; }

    /// <summary>Name of a preset of the experiment.</summary>
    public string? Preset { get; init; }

    /// <summary>Settings shared by all conditions: option name → value. What is absent keeps its default.</summary>
    public JsonObject? Options { get; init; }

    /// <summary>The conditions; without any there is one, made of the shared settings.</summary>
    [Length(0, 1_000)]
    public NewCondition[]? Conditions { get; init; }

    /// <summary>Option name → list of values; every combination is laid over every condition.</summary>
    public JsonObject? Grid { get; init; }

    /// <summary>A text such as <c>0..9</c> or <c>0,3,7</c>, or a list of whole numbers.</summary>
    public JsonNode? Seeds { get; init; }

    /// <summary>Labels for finding it again.</summary>
    [Labels]
    public string[] Tags { get; init; } = [];

    /// <summary>Higher goes first.</summary>
    [Range(-1_000, 1_000)]
    public int Priority { get; init; }

    /// <summary>Kind of checkpoint (<c>memory</c>, <c>network</c> …) → identifier of the checkpoint every run starts from.</summary>
    public Dictionary<string, Guid> Transfer { get; init; } = [];
}

/// <summary>One condition of a study.</summary>
internal sealed record NewCondition
{
    /// <summary>Short name for people; by default what tells the conditions apart.</summary>
    public string? Label { get; init; }

    /// <summary>Settings of this condition: option name → value.</summary>
    public JsonObject? Options { get; init; }
}

/// <summary>What a study is to have more of. Runs that it has already are not made again; holes left by deleted runs are filled.</summary>
internal sealed record StudyExtension
{
    /// <summary>More seeds: a text such as <c>10..19</c>, or a list of whole numbers.</summary>
    public JsonNode? Seeds { get; init; }

    /// <summary>Settings shared by the new conditions: option name → value.</summary>
    public JsonObject? Options { get; init; }

    /// <summary>More conditions.</summary>
    [Length(1, 1_000)]
    public NewCondition[]? Conditions { get; init; }

    /// <summary>Option name → list of values; every combination is laid over every new condition.</summary>
    public JsonObject? Grid { get; init; }
}
