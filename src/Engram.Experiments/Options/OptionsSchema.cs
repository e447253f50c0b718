using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace Engram.Experiments.Options;

/// <summary>What an options record says about its options: the one source of the form, the reader and the JSON Schema.</summary>
/// <remarks>
/// An option is a public property with <c>get</c> and <c>init</c>: <c>bool</c>, <c>int</c>, <c>long</c>, <c>double</c>, <c>string</c>, an enum,
/// or <see cref="IReadOnlyList{T}"/> of one of these. Its default is what a new record has; <see cref="RangeAttribute"/>,
/// <see cref="LengthAttribute"/> (lists), <see cref="UnitAttribute"/> and <see cref="CategoryAttribute"/> (heading in the form) say more, and its
/// <c>summary</c> explains it.
/// Rules between options: implement <see cref="IValidatableObject"/>.
/// </remarks>
public sealed class OptionsSchema
{
    private readonly Dictionary<string, OptionDescription> byName;

    private OptionsSchema(Type recordType, IReadOnlyList<OptionDescription> options)
    {
        RecordType = recordType;
        Options = options;
        byName = options.ToDictionary(option => option.Name);
    }

    /// <summary>The options record.</summary>
    public Type RecordType { get; }

    /// <summary>Its options, in the order of the record.</summary>
    public IReadOnlyList<OptionDescription> Options { get; }

    /// <summary>The option of a name, or null.</summary>
    public OptionDescription? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Reads what a record says about its options.</summary>
    /// <exception cref="MisdeclaredExperimentException">A property cannot be an option, is not explained, or forbids its own default.</exception>
    public static OptionsSchema Of(Type recordType)
    {
        List<string> problems = [];
        return Of(recordType, problems) is { } schema && problems.Count == 0 ? schema : throw new MisdeclaredExperimentException(problems);
    }

    /// <summary>Reads what a record says about its options, collecting what is wrong; null when no default record can be made.</summary>
    internal static OptionsSchema? Of(Type recordType, ICollection<string> problems)
    {
        if (recordType.GetConstructor(Type.EmptyTypes) is null)
        {
            problems.Add($"{recordType.Name} has no constructor without parameters; options are properties with defaults, and a record of defaults must exist.");
            return null;
        }

        var documentation = XmlDocumentation.Of(recordType.Assembly);
        if (!documentation.Exists)
        {
            problems.Add($"{documentation.Path} is missing: the sentences of {recordType.Name} are read from it. "
                + "Build with GenerateDocumentationFile and deploy the file with its assembly.");
        }

        var defaults = Activator.CreateInstance(recordType)!;
        return new OptionsSchema(recordType,
        [
            .. recordType.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .OrderBy(property => property.MetadataToken) // the order in which they are written
                .Select(property => Describe(property, defaults, documentation, problems))
                .OfType<OptionDescription>(),
        ]);
    }

    private static OptionDescription? Describe(PropertyInfo property, object defaults, XmlDocumentation documentation, ICollection<string> problems)
    {
        var owner = $"{property.DeclaringType!.Name}.{property.Name}";
        var element = OptionValue.ElementOf(property.PropertyType);
        var valueType = element ?? property.PropertyType;
        if (OptionValue.KindOf(valueType) is not { } kind || property.SetMethod is not { IsPublic: true } || property.GetValue(defaults) is not { } value)
        {
            problems.Add($"{owner} cannot be an option: it needs get and init, a default that is not null, "
                + "and the type bool, int, long, double, string, an enum or IReadOnlyList of these.");
            return null;
        }

        var option = new OptionDescription
        {
            Name = JsonNamingPolicy.CamelCase.ConvertName(property.Name),
            Kind = kind,
            IsList = element is not null,
            Range = property.GetCustomAttribute<RangeAttribute>() is { } range ? OptionRange.From(range) : null,
            Length = property.GetCustomAttribute<LengthAttribute>() is { } length ? (length.MinimumLength, length.MaximumLength) : null,
            Unit = property.GetCustomAttribute<UnitAttribute>()?.Unit,
            Group = property.GetCustomAttribute<CategoryAttribute>()?.Category ?? "",
            Description = documentation.SummaryOf(property) ?? "",
            Choices = kind == OptionKind.Choice ? [.. OptionValue.Members(valueType).Select(Choice)] : [],
            Property = property,
            DefaultValue = value,
        };
        RequireSentences(option, owner, documentation, problems);
        RequireAllowedDefault(option, owner, problems);
        return option;

        OptionChoice Choice(FieldInfo member) => new(OptionValue.ChoiceName(member), documentation.SummaryOf(member) ?? "");
    }

    private static void RequireSentences(OptionDescription option, string owner, XmlDocumentation documentation, ICollection<string> problems)
    {
        if (documentation.Exists && option.Description.Length == 0)
        {
            problems.Add($"{owner} has no sentence: its <summary> is what forms and the API say about the option.");
        }

        foreach (var choice in option.Choices.Where(choice => documentation.Exists && choice.Description.Length == 0))
        {
            problems.Add($"{owner}: the choice '{choice.Name}' of {option.ValueType.Name} has no sentence; give the member a <summary>.");
        }
    }

    private static void RequireAllowedDefault(OptionDescription option, string owner, ICollection<string> problems)
    {
        var errors = new FieldErrors();
        OptionValueReader.Read(option, JsonSerializer.SerializeToElement(option.Default), owner, errors);
        foreach (var message in errors.Fields.SelectMany(field => errors[field]))
        {
            problems.Add($"{owner}: its own default is refused. {message}");
        }
    }
}
