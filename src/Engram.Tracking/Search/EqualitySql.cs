using System.Globalization;
using System.Text.Json.Nodes;

namespace Engram.Tracking.Search;

/// <summary>An option that equals a value, or one of some, in the form that the index on the equalities of runs answers: of several such conditions at once.</summary>
/// <remarks>
/// The index finds by a number made of key and value, which another value may have as well: the value is compared besides. That
/// comparison is true of nearly all that the index finds, and is written as the planner believes to be nearly always true: it would else count
/// the same rows out a second time, and take a search that finds thousands for one that finds none.
/// </remarks>
internal static class EqualitySql
{
    // More than this in one list, and looking each of them up is dearer than reading all rows.
    private const int MostLookedUp = 20;

    // What is longer is no number to the database, though a number's own text may be: they would not meet.
    private const int LongestText = 1_000;

    /// <summary>Whether a field equals some values can be looked up.</summary>
    public static bool Serves(RunField field, IReadOnlyCollection<FilterValue> values) =>
        field is OptionField && values.Count <= MostLookedUp && values.All(value => value is NumberValue { Number: not double.NaN } or TextValue { Text.Length: <= LongestText });

    /// <summary>The condition.</summary>
    /// <param name="option">The option.</param>
    /// <param name="values">One or more, for which <see cref="Serves"/> holds.</param>
    /// <param name="exact">The comparison itself.</param>
    /// <param name="parameters">Receives key and values.</param>
    public static string Any(OptionField option, IEnumerable<FilterValue> values, string exact, SqlParameters parameters)
    {
        string[] equalities = [.. values.Select(value => $"engram_equality({parameters.Add(option.Key)}, {parameters.Add(Json(value))}::jsonb)")];
        return $"(r.equalities {(equalities.Length == 1 ? "@>" : "&&")} array[{string.Join(", ", equalities)}] and (case when {exact} then true end) is not null)";
    }

    private static string Json(FilterValue value) => value switch
    {
        TextValue text => JsonValue.Create(text.Text).ToJsonString(),
        // JSON has no infinities; as texts they are the same numbers.
        NumberValue { Number: var number } when double.IsInfinity(number) => number > 0 ? "\"Infinity\"" : "\"-Infinity\"",
        NumberValue { Number: var number } => number.ToString("R", CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"{value.GetType().Name} is no value of an option.", nameof(value)),
    };
}
