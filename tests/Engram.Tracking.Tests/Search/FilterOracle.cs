using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Engram.Tracking.Search;

namespace Engram.Tracking.Tests.Search;

/// <summary>What a filter means, run by run, written for plainness and nothing else.</summary>
internal static partial class FilterOracle
{
    private static readonly ConcurrentDictionary<(string, string, bool), Regex> Expressions = new();

    public static bool Holds(RunFilter filter, KnownRun run) => filter switch
    {
        AndFilter and => and.Parts.All(part => Holds(part, run)),
        OrFilter or => or.Parts.Any(part => Holds(part, run)),
        NotFilter not => !Holds(not.Inner, run),
        ExistsFilter exists => Value(exists.Field, run) is not null || (exists.Field is TagField tag && run.Labels.Contains(tag.Key)),
        InFilter list => list.Values.Any(value => Compared(list.Field, value, run) is 0),
        BetweenFilter between => Compared(between.Field, between.Low, run) >= 0 && Compared(between.Field, between.High, run) <= 0,
        CompareFilter compare => Compared(compare.Field, compare.Value, run) is { } order && Fits(order, compare.Operator),
        LikeFilter like => Value(like.Field, run) is { } value && Expression(like.Pattern, Like, like.IgnoreCase).IsMatch(Text(value)),
        RegexFilter regex => Value(regex.Field, run) is { } value && Expression(regex.Pattern, Posix, false).IsMatch(Text(value)),
        _ => throw new ArgumentException($"No meaning for {filter}.", nameof(filter)),
    };

    /// <summary>The order of a run's value beside another, or null where they cannot be compared.</summary>
    public static int? Compared(RunField field, FilterValue other, KnownRun run) => (Value(field, run), other) switch
    {
        (null, _) => null,
        (long whole, NumberValue { Whole: { } number }) => whole.CompareTo(number),
        ({ } value, NumberValue { Number: var number }) => Number(value) is { } own && !double.IsNaN(own) && !double.IsNaN(number) ? own.CompareTo(number) : null,
        (DateTimeOffset time, TimeValue moment) => time.CompareTo(moment.Time),
        (Guid id, IdentifierValue named) => id == named.Id ? 0 : 1,
        ({ } value, TextValue text) => Ordinal(Text(value), text.Text),
        _ => throw new ArgumentException($"{field} is not compared with {other}."),
    };

    /// <summary>What a run has in a field: text, long, double, time, identifier or JSON; null when nothing.</summary>
    public static object? Value(RunField field, KnownRun run) => field switch
    {
        OptionField option => run.Options.TryGetValue(option.Key, out var json) && json.ValueKind != JsonValueKind.Null ? json : null,
        TagField tag => run.TagValues.GetValueOrDefault(tag.Key),
        MetricField metric => run.Metrics.TryGetValue(metric.Key, out var numbers) && numbers.TryGetValue(metric.AggregateName, out var number) ? number : null,
        ColumnField { Column.Name: var name } => name switch
        {
            "id" => run.Id,
            "name" => run.Name,
            "experiment" => run.Experiment,
            "project" => run.Project,
            "study" => run.Study,
            "studyId" => run.Study is null ? null : run.Id,
            "condition" => run.Condition,
            "state" => run.State,
            "seed" => run.Seed,
            "attempt" => run.Attempt,
            "progress" => run.Progress,
            "submittedAt" => run.SubmittedAt,
            "startedAt" => run.StartedAt,
            "finishedAt" => run.FinishedAt,
            "user" => run.User == "" ? null : run.User,
            "parent" => run.Parent,
            _ => throw new ArgumentException($"No column {name}."),
        },
        _ => throw new ArgumentException($"No value for {field}."),
    };

    public static double? Number(object value) => value switch
    {
        double number => number == 0 ? 0 : number,
        long whole => whole,
        JsonElement { ValueKind: JsonValueKind.Number } json => json.GetDouble(),
        JsonElement { ValueKind: JsonValueKind.String } json => Number(json.GetString()!),
        string text => text.ToLowerInvariant() switch
        {
            "nan" => double.NaN,
            "infinity" or "inf" => double.PositiveInfinity,
            "-infinity" or "-inf" => double.NegativeInfinity,
            _ => Decimal().IsMatch(text) ? double.Parse(text, CultureInfo.InvariantCulture) : null,
        },
        _ => null,
    };

    public static string Text(object value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        JsonElement json => json.GetRawText(),
        string text => text,
        _ => throw new ArgumentException($"{value} is not compared as text."),
    };

    public static int Ordinal(string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));

    private static bool Fits(int order, FilterOperator comparison) => comparison switch
    {
        FilterOperator.Equal => order == 0,
        FilterOperator.NotEqual => order != 0,
        FilterOperator.Less => order < 0,
        FilterOperator.LessOrEqual => order <= 0,
        FilterOperator.Greater => order > 0,
        _ => order >= 0,
    };

    private static Regex Expression(string pattern, Func<string, string> translate, bool ignoreCase) => Expressions.GetOrAdd(
        (translate.Method.Name, pattern, ignoreCase), _ => new(translate(pattern), RegexOptions.Singleline | (ignoreCase ? RegexOptions.IgnoreCase : 0)));

    private static string Posix(string pattern) => pattern.Replace("[[:digit:]]", "[0-9]", StringComparison.Ordinal).Replace("$", @"\z", StringComparison.Ordinal);

    private static string Like(string pattern) => @"\A" + Regex.Replace(pattern, @"\\(.)|%|_|[^\\%_]+", part => part.Value switch
    {
        "%" => ".*",
        "_" => @"(?:[\ud800-\udbff][\udc00-\udfff]|.)",
        ['\\', var c] => Regex.Escape(c.ToString()),
        var plain => Regex.Escape(plain),
    }) + @"\z";

    [GeneratedRegex(@"^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?\z")]
    private static partial Regex Decimal();
}
