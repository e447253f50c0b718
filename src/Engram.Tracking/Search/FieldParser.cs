namespace Engram.Tracking.Search;

/// <summary>Reads names of fields: <c>seed</c>, <c>options.eta</c>, <c>metrics.'light/mse'.min</c>, <c>tags.draft</c>.</summary>
internal static class FieldParser
{
    /// <summary>A key is not longer than this: neither are those that are stored.</summary>
    public const int LongestKey = 1_000;

    private static readonly Dictionary<string, MetricAggregate> Aggregates =
        Enum.GetValues<MetricAggregate>().ToDictionary(one => one.ToString().ToLowerInvariant(), StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Groups = ["options", "metrics", "tags"];

    /// <summary>What may begin a field.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. RunColumn.All.Select(column => column.Name), .. Groups];

    /// <summary>Takes a field.</summary>
    /// <exception cref="FilterException">There is none, or no such one.</exception>
    public static RunField Read(FilterReader reader)
    {
        if (reader.Next.Kind != TokenKind.Word) throw reader.Unexpected("the name of a field");
        var name = reader.Take();
        if (reader.Next.IsMark('.')) return InGroup(name, reader);
        if (RunColumn.Find(name.Text) is { } column) return new ColumnField(column);
        if (Groups.Contains(name.Text, StringComparer.OrdinalIgnoreCase))
            throw new FilterException(name.End, $"'{name.Text}' needs the name of one behind a dot, as in {Example(name.Text)}.");
        throw new FilterException(name.Column, $"There is no field {name.Quoted}.", name.Text, Names);
    }

    private static RunField InGroup(FilterToken group, FilterReader reader)
    {
        if (!Groups.Contains(group.Text, StringComparer.OrdinalIgnoreCase))
        {
            throw RunColumn.Find(group.Text) is not null
                ? new FilterException(group.End, $"'{group.Text}' has nothing behind a dot.")
                : new FilterException(group.Column, $"There is no field {group.Quoted}.", group.Text, Names);
        }
        List<FilterToken> segments = [];
        while (reader.Takes('.'))
        {
            if (reader.Next.Kind is not (TokenKind.Word or TokenKind.Text) || reader.Next.Text.Length == 0) throw reader.Unexpected("a name behind the dot");
            segments.Add(reader.Take());
        }
        // A key that ends like an aggregate stands in quotes.
        MetricAggregate? aggregate = group.Is("metrics") && segments is [_, .., { Kind: TokenKind.Word } last] && Aggregates.TryGetValue(last.Text, out var named) ? named : null;
        var key = string.Join('.', segments.Take(segments.Count - (aggregate is null ? 0 : 1)).Select(segment => segment.Text));
        if (key.Length > LongestKey) throw new FilterException(segments[0].Column, $"This name has {key.Length} characters; {LongestKey} are allowed.");
        return group.Text.ToLowerInvariant() switch
        {
            "options" => new OptionField(key),
            "tags" => new TagField(key),
            _ => new MetricField(key, aggregate ?? MetricAggregate.Last),
        };
    }

    private static string Example(string group) => group.ToLowerInvariant() switch
    {
        "options" => "options.eta",
        "tags" => "tags.draft",
        _ => "metrics.loss",
    };
}
