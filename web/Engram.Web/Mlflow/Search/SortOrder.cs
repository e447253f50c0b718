namespace Engram.Web.Mlflow.Search;

/// <summary>An order in which rows are taken a page at a time.</summary>
/// <param name="From">What the columns of the parts need beside the tables of the search.</param>
/// <param name="Parts">Parts of the rows, one after the other.</param>
/// <remarks>
/// NaN and missing values come last in both directions, which no index gives in one pass: by the first key the rows are therefore taken in parts, those with a number, those with
/// NaN, those without, and a later part is read only when a page is not full. Keys behind the first one sort within what the index gives.
/// </remarks>
internal sealed record SortOrder(string From, IReadOnlyList<SortPart> Parts)
{
    // Longer texts would not fit into an index; they are told apart by a column of their own.
    private const int LongestIndexed = 200;

    private const string Nan = "'NaN'::float8";

    /// <summary>An order by some keys.</summary>
    /// <param name="keys">The keys, first one first.</param>
    /// <param name="ties">What decides where all keys are equal; the last column tells any two rows apart.</param>
    public static SortOrder Of(IReadOnlyList<SortKey> keys, params IReadOnlyList<SortColumn> ties)
    {
        if (keys.Count < 2) return new("", PartsOf(keys, ties));
        // Taken out of a row once, and not for every comparison: offset 0 keeps the planner from writing the expressions out.
        var rest = string.Join(", ", keys.Skip(1).Select((key, i) => $"{key.Sql} as k{i}"));
        return new($" cross join lateral (select {rest} offset 0) k", PartsOf([keys[0], .. keys.Skip(1).Select((key, i) => key with { Sql = $"k.k{i}" })], ties));
    }

    private static List<SortPart> PartsOf(IReadOnlyList<SortKey> keys, IReadOnlyList<SortColumn> ties)
    {
        if (keys.Count == 0) return [new("true", ties)];
        var (first, rest) = (keys[0], (IReadOnlyList<SortColumn>)[.. keys.Skip(1).SelectMany(Columns), .. ties]);
        List<SortPart> parts = first.Type switch
        {
            SortType.Number => [new($"{first.Row} and {first.Sql} < {Nan}", [Column(first), .. rest]), new($"{first.Row} and {first.Sql} = {Nan}", rest)],
            SortType.Text => [new(There(first), [Beginning(first), Column(first), .. rest])],
            _ => [new(There(first), [Column(first), .. rest])],
        };
        if (first.CanBeMissing) parts.Add(new($"{first.Sql} is null", rest));
        return parts;
    }

    private static string There(SortKey key) => key.CanBeMissing ? $"{key.Row} and {key.Sql} is not null" : key.Row;

    private static SortColumn Beginning(SortKey key) => new($"left({key.Sql}, {LongestIndexed}) collate \"C\"", SortType.Text, key.IsDescending);

    private static SortColumn Column(SortKey key) => new(key.Type == SortType.Text ? $"{key.Sql} collate \"C\"" : key.Sql, key.Type, key.IsDescending);

    // What comes last says so in a column before the value, which is then the same for all of them.
    private static IEnumerable<SortColumn> Columns(SortKey key)
    {
        if (key.Type == SortType.Number)
        {
            yield return new($"(case when {key.Sql} < {Nan} then 0 when {key.Sql} = {Nan} then 1 else 2 end)", SortType.Whole);
            yield return new($"(case when {key.Sql} < {Nan} then {key.Sql} else 0 end)", key.Type, key.IsDescending);
            yield break;
        }
        if (!key.CanBeMissing)
        {
            yield return Column(key);
            yield break;
        }
        yield return new($"(case when {key.Sql} is null then 1 else 0 end)", SortType.Whole);
        yield return new(key.Type == SortType.Text ? $"coalesce({key.Sql}, '') collate \"C\"" : $"coalesce({key.Sql}, 'epoch')", key.Type, key.IsDescending);
    }
}
