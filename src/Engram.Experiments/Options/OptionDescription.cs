using System.Reflection;
using System.Text.Json.Nodes;

namespace Engram.Experiments.Options;

/// <summary>One option of an experiment: all that a form, a reader or a JSON Schema needs to know about it.</summary>
public sealed record OptionDescription
{
    /// <summary>Name in camelCase, as JSON and forms have it.</summary>
    public required string Name { get; init; }

    /// <summary>What its value is; the value of one element when <see cref="IsList"/>.</summary>
    public required OptionKind Kind { get; init; }

    /// <summary>True when the option is a list of values.</summary>
    public bool IsList { get; init; }

    /// <summary>The range of the number, or of each number of the list; null when every finite number is allowed.</summary>
    public OptionRange? Range { get; init; }

    /// <summary>How many elements a list may have; null when any number.</summary>
    public (int Minimum, int Maximum)? Length { get; init; }

    /// <summary>Unit of the number, SI where there is one; null for pure numbers.</summary>
    public string? Unit { get; init; }

    /// <summary>What it does, in a sentence or two.</summary>
    public required string Description { get; init; }

    /// <summary>Heading under which a form shows it; empty for the first group.</summary>
    public string Group { get; init; } = "";

    /// <summary>The names it can take; empty unless <see cref="Kind"/> is <see cref="OptionKind.Choice"/>.</summary>
    public IReadOnlyList<OptionChoice> Choices { get; init; } = [];

    /// <summary>Its default as JSON; a new node with every call.</summary>
    public JsonNode Default => OptionValue.ToJson(DefaultValue);

    /// <summary>The property of the options record.</summary>
    public required PropertyInfo Property { get; init; }

    /// <summary>Its default as the record has it.</summary>
    public required object DefaultValue { get; init; }

    /// <summary>Type of one value: of an element when <see cref="IsList"/>.</summary>
    internal Type ValueType => OptionValue.ElementOf(Property.PropertyType) ?? Property.PropertyType;
}

/// <summary>A name that an option can take.</summary>
/// <param name="Name">Kebab-case, as JSON has it.</param>
/// <param name="Description">What choosing it means.</param>
public sealed record OptionChoice(string Name, string Description);
