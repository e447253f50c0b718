using System.Text.Json.Nodes;

namespace Engram.Experiments.Studies;

/// <summary>What somebody asks for: a preset, or conditions and seeds of their own, or a preset with changes.</summary>
/// <remarks>
/// A preset gives options, conditions, grid and seeds; each of the four that the request has replaces the preset's, except <see cref="Options"/>,
/// which is laid over the preset's options. A condition of the study is: defaults, then options, then a condition's own, then a point of the grid.
/// </remarks>
public sealed record StudyRequest
{
    /// <summary>Name of a preset of the experiment, or null.</summary>
    public string? Preset { get; init; }

    /// <summary>Settings shared by all conditions: option name → value.</summary>
    public JsonObject? Options { get; init; }

    /// <summary>The conditions; null keeps the preset's, empty means one condition without settings of its own.</summary>
    public IReadOnlyList<ConditionRequest>? Conditions { get; init; }

    /// <summary>Option name → list of values, every combination laid over every condition; null keeps the preset's.</summary>
    public JsonObject? Grid { get; init; }

    /// <summary>A text like <c>0..9</c> or a list of whole numbers; null keeps the preset's.</summary>
    public JsonNode? Seeds { get; init; }
}

/// <summary>One condition as asked for.</summary>
/// <param name="Options">Settings of this condition: option name → value.</param>
/// <param name="Label">Short name for people; null lets the platform find one.</param>
public sealed record ConditionRequest(JsonObject? Options, string? Label = null);
