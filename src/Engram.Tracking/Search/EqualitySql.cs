using System.Globalization;
using System.Text.Json.Nodes;

namespace Engram.Tracking.Search;

/// <summary>A field that equals a value, or one of some, in the form that the index on the equalities of runs answers: of several such conditions at once.</summary>
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

    /// <summary>Whether a field that equals some values can be looked up.</summary>
    public static bool Serves(RunField field, IReadOnlyCollection<FilterValue> values) => values.Count is > 0 and <= MostLookedUp && field switch
    {
        OptionField or TagField => values.All(value => value is NumberValue { Number: not double.NaN } or TextValue { Text.Length: <= LongestText }),
        ColumnField { Column: var column } when column == RunColumn.User => values.All(value => value is TextValue),
        ColumnField { Column: var column } when column == RunColumn.Seed => values.All(value => value is NumberValue { Whole: not null }),
        _ => false,
    };

    /// <summary>The condition.</summary>
    /// <param name="field">The field.</param>
    /// <param name="values">Some for which <see cref="Serves"/> holds.</param>
    /// <param name="exact">The comparison itself.</param>
    /// <param name="parameters">Receives keys and values.</param>
    public static string Any(RunField field, IEnumerable<FilterValue> values, string exact, SqlParameters parameters) => Both([.. values.Select(value => field switch
    {
        OptionField option => Equality(option.Key, value, parameters),
        TagField tag => Equality($"tags.{tag.Key}", value, parameters),
        ColumnField { Column: var column } => Mention(column.Name, value is NumberValue { Whole: { } whole } ? whole.ToString(CultureInfo.InvariantCulture) : ((TextValue)value).Text, parameters),
        _ => throw new ArgumentException($"{field} cannot be looked up.", nameof(field)),
    })], exact);

    /// <summary>The condition that a run has a tag, with a value or as a label.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="exact">The look itself.</param>
    /// <param name="parameters">Receives the key.</param>
    public static string Exists(TagField tag, string exact, SqlParameters parameters) => Both([Mention("tags", tag.Key, parameters)], exact);

    private static string Both(IReadOnlyList<string> equalities, string exact) =>
        $"(r.equalities {(equalities.Count == 1 ? "@>" : "&&")} array[{string.Join(", ", equalities)}] and (case when {exact} then true end) is not null)";

    private static string Equality(string key, FilterValue value, SqlParameters parameters) => $"engram_equality({parameters.Add(key)}, {parameters.Add(Json(value))}::jsonb)";

    private static string Mention(string kind, string word, SqlParameters parameters) => $"engram_mention('{kind}', {parameters.Add(word)})";

    private static string Json(FilterValue value) => value switch
    {
        TextValue text => JsonValue.Create(text.Text).ToJsonString(),
        // JSON has no infinities; as texts they are the same numbers.
        NumberValue { Number: var number } when double.IsInfinity(number) => number > 0 ? "\"Infinity\"" : "\"-Infinity\"",
        NumberValue { Number: var number } => number.ToString("R", CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"{value.GetType().Name} is no value of an option or a tag.", nameof(value)),
    };
}
