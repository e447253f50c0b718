using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Engram.Experiments.Options;

/// <summary>The values options can have, between .NET and JSON.</summary>
internal static class OptionValue
{
    /// <summary>The kind of a type, or null when no option may have it.</summary>
    public static OptionKind? KindOf(Type type) => type switch
    {
        _ when type == typeof(bool) => OptionKind.Flag,
        _ when type == typeof(int) || type == typeof(long) => OptionKind.WholeNumber,
        _ when type == typeof(double) => OptionKind.Number,
        _ when type == typeof(string) => OptionKind.Text,
        { IsEnum: true } => OptionKind.Choice,
        _ => null,
    };

    /// <summary>The element type when the type is <see cref="IReadOnlyList{T}"/>, or null.</summary>
    public static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    /// <summary>The name of an enum member: what <see cref="JsonStringEnumMemberNameAttribute"/> says, else the member's name in kebab-case.</summary>
    public static string ChoiceName(FieldInfo member) =>
        member.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.KebabCaseLower.ConvertName(member.Name);

    /// <summary>The name of a choice as JSON has it.</summary>
    public static string NameOf(Enum choice) => ChoiceName(choice.GetType().GetField(choice.ToString())!);

    /// <summary>The members of an enum, in the order of their values.</summary>
    public static IEnumerable<FieldInfo> Members(Type choice) => Enum.GetNames(choice).Select(name => choice.GetField(name)!);

    /// <summary>A value as JSON; doubles keep their bits.</summary>
    public static JsonNode ToJson(object value) => value switch
    {
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        string text => JsonValue.Create(text),
        Enum choice => JsonValue.Create(NameOf(choice)),
        IEnumerable list => new JsonArray([.. list.Cast<object>().Select(ToJson)]),
        _ => throw new ArgumentException($"An option cannot be of type {value.GetType().Name}.", nameof(value)),
    };
}
