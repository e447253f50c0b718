using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Engram.Experiments.Options;

/// <summary>Reads the value of one option from JSON, strictly.</summary>
internal static class OptionValueReader
{
    private const int LongestQuote = 60;

    /// <summary>The value, or null after adding what is wrong with it.</summary>
    /// <param name="option">What the value must be.</param>
    /// <param name="given">What was given.</param>
    /// <param name="field">Path of the field, for the message.</param>
    /// <param name="errors">Receives what is wrong.</param>
    public static object? Read(OptionDescription option, JsonElement given, string field, FieldErrors errors) =>
        option.IsList ? ReadList(option, given, field, errors) : ReadOne(option, given, field, errors);

    private static object? ReadList(OptionDescription option, JsonElement given, string field, FieldErrors errors)
    {
        if (given.ValueKind != JsonValueKind.Array)
        {
            errors.Add(field, $"{option.Name} takes a list, for example {CanonicalJson.Of(option.Default)}; given was {Quote(given)}.");
            return null;
        }

        var count = given.GetArrayLength();
        if (option.Length is var (least, most) && (count < least || count > most))
        {
            errors.Add(field, $"{option.Name} takes {least} to {most} values; given were {count}.");
            return null;
        }

        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(option.ValueType))!;
        var complete = true;
        foreach (var (index, item) in given.EnumerateArray().Index())
        {
            var value = ReadOne(option, item, $"{field}[{index}]", errors);
            complete &= value is not null;
            if (complete)
            {
                list.Add(value);
            }
        }

        return complete ? list : null;
    }

    private static object? ReadOne(OptionDescription option, JsonElement given, string field, FieldErrors errors)
    {
        var (value, fault) = option.Kind switch
        {
            OptionKind.Flag => ReadFlag(given),
            OptionKind.WholeNumber => ReadInteger(option, given),
            OptionKind.Number => ReadNumber(option, given),
            OptionKind.Text => given.ValueKind == JsonValueKind.String ? (given.GetString(), "") : (null, "takes a text"),
            _ => ReadChoice(option, given),
        };
        if (value is null)
        {
            errors.Add(field, given.ValueKind == JsonValueKind.Null
                ? $"{option.Name} cannot be null; leave it out to keep its default {CanonicalJson.Of(option.Default)}."
                : $"{option.Name} {fault}; given was {Quote(given)}.{Hint(option, given)}");
        }

        return value;
    }

    private static (object? Value, string Fault) ReadFlag(JsonElement given) =>
        given.ValueKind is JsonValueKind.True or JsonValueKind.False ? (given.GetBoolean(), "") : (null, "is either true or false");

    private static (object? Value, string Fault) ReadInteger(OptionDescription option, JsonElement given)
    {
        // 1.0 and 1e3 are whole numbers too, to JSON Schema as to people.
        if (given.ValueKind != JsonValueKind.Number
            || !(given.TryGetInt64(out var number) || (given.TryGetDecimal(out var exact) && TryWhole(exact, out number))))
        {
            return (null, "takes a whole number");
        }

        if (option.Range?.Contains(number) == false)
        {
            return (null, $"takes a whole number {option.Range}");
        }

        return option.ValueType == typeof(long) ? (number, "")
            : number is >= int.MinValue and <= int.MaxValue ? ((int)number, "")
            : (null, $"takes a whole number from {int.MinValue} to {int.MaxValue}");
    }

    private static (object? Value, string Fault) ReadNumber(OptionDescription option, JsonElement given)
    {
        var isName = given.ValueKind == JsonValueKind.String && given.GetString() is "NaN" or "Infinity" or "-Infinity";
        if (given.ValueKind != JsonValueKind.Number && !isName)
        {
            return (null, "takes a number");
        }

        var number = isName ? double.NaN : given.GetDouble();
        return !double.IsFinite(number) ? (null, "takes a finite number")
            : option.Range?.Contains(number) == false ? (null, $"takes a number {option.Range}")
            : (number, "");
    }

    private static (object? Value, string Fault) ReadChoice(OptionDescription option, JsonElement given)
    {
        if (given.ValueKind == JsonValueKind.String)
        {
            var name = given.GetString();
            foreach (var member in OptionValue.Members(option.ValueType))
            {
                if (OptionValue.ChoiceName(member) == name)
                {
                    return (member.GetValue(null), "");
                }
            }
        }

        return (null, $"takes one of {string.Join(", ", option.Choices.Select(choice => choice.Name))}");
    }

    private static string Hint(OptionDescription option, JsonElement given) =>
        option.Kind == OptionKind.Choice && given.ValueKind == JsonValueKind.String
        && NearestName.Among(given.GetString()!, option.Choices.Select(choice => choice.Name)) is { } nearest
            ? $" Did you mean '{nearest}'?"
            : "";

    private static bool TryWhole(decimal exact, out long number)
    {
        var isWhole = decimal.Truncate(exact) == exact && exact is >= long.MinValue and <= long.MaxValue;
        number = isWhole ? (long)exact : 0;
        return isWhole;
    }

    private static string Quote(JsonElement given)
    {
        var text = given.GetRawText();
        return text.Length <= LongestQuote ? text : string.Create(CultureInfo.InvariantCulture, $"{text[..LongestQuote]}… ({text.Length} characters)");
    }
}
