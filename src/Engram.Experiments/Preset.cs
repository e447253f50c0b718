using System.Text.Json.Nodes;

namespace Engram.Experiments;

/// <summary>A ready-made study of an experiment: settings that differ from the defaults, conditions, seeds.</summary>
/// <param name="Name"><c>smoke</c>, <c>quick</c> or <c>paper</c>; others are allowed.</param>
/// <param name="Description">One sentence that says what it runs and about how long it takes on two cores.</param>
/// <param name="Seeds">Seeds as a person writes them: <c>0..2</c>, <c>0,3,7</c>.</param>
/// <remarks>The conditions of the study are <see cref="Conditions"/> crossed with <see cref="Grid"/>, each laid over <see cref="Options"/>.</remarks>
public sealed record Preset(string Name, string Description, string Seeds)
{
    /// <summary>Settings shared by all conditions, by option name; what is absent keeps its default.</summary>
    public JsonObject Options { get; init; } = [];

    /// <summary>Settings of each condition; empty means one condition without settings of its own.</summary>
    public IReadOnlyList<JsonObject> Conditions { get; init; } = [];

    /// <summary>Option name → values; every combination is laid over every condition.</summary>
    public IReadOnlyDictionary<string, JsonNode[]> Grid { get; init; } = new Dictionary<string, JsonNode[]>();
}
