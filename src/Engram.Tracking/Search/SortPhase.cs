namespace Engram.Tracking.Search;

/// <summary>A part of an order whose runs all have a key of one kind, or none.</summary>
/// <param name="From">The tables, of which <c>r</c> is the run.</param>
/// <param name="Where">Which runs belong to it.</param>
/// <param name="Key">What they are ordered by; null when only by identifier.</param>
/// <param name="Id">The identifier, of the table that has the key: so one index holds both.</param>
/// <remarks>
/// Runs without a value come last in both directions, which no index gives in one pass: those with one are read first, along an index in
/// either direction, and the others only when the page is not full.
/// </remarks>
internal sealed record SortPhase(string From, string Where, string? Key, string Id)
{
    private const string Runs = "runs r";

    /// <summary>Texts are ordered by so many characters, then by identifier: longer ones would not fit into an index.</summary>
    public const int LongestText = 200;

    /// <summary>How many parts an order by a field has.</summary>
    public static int Count(RunField field) => field switch
    {
        ColumnField { Column.CanBeMissing: false } => 1,
        { Type: FieldType.Json } => 3,
        _ => 2,
    };

    /// <summary>A part of an order by a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="phase">From 0 to <see cref="Count"/> − 1.</param>
    /// <param name="parameters">Receives keys.</param>
    public static SortPhase Of(RunField field, int phase, SqlParameters parameters)
    {
        if (field is MetricField) return Metric(field, phase, parameters);
        if (field is ColumnField { Column: var column }) return Column(column, phase);
        var (number, text) = (FieldSql.Number(field, parameters), FieldSql.Text(field, parameters));
        return phase switch
        {
            0 => new(Runs, $"{number} < {NumberSql.Nan}", number, "r.id"),
            1 => new(Runs, $"{TextKey(number, text)} is not null", TextKey(number, text), "r.id"),
            _ => new(Runs, $"({number} < {NumberSql.Nan}) is not true and ({number} is not null or {text} is null)", null, "r.id"),
        };
    }

    /// <summary>What texts are ordered by.</summary>
    public static string TextKey(string text) => $"left({text}, {LongestText}) collate \"C\"";

    /// <summary>What a JSON field's texts are ordered by; null for its numbers.</summary>
    public static string TextKey(string number, string text) => $"(case when {number} is null then left({text}, {LongestText}) end) collate \"C\"";

    private static SortPhase Metric(RunField field, int phase, SqlParameters parameters)
    {
        var number = FieldSql.Number(field, parameters);
        return phase == 0 ? new($"{Runs} join run_summaries s on {FieldSql.Summary}", $"{number} < {NumberSql.Nan}", number, "s.run_id")
            : new($"{Runs} left join run_summaries s on {FieldSql.Summary}", $"({number} < {NumberSql.Nan}) is not true", null, "r.id");
    }

    private static SortPhase Column(RunColumn column, int phase)
    {
        var value = column.Value ?? column.Sql;
        if (phase > 0) return new(Runs, $"{value} is null", null, "r.id");
        var there = column.CanBeMissing ? $"{value} is not null" : "true";
        return new(Runs, there, column.Type == FieldType.Text ? TextKey(value) : value, "r.id");
    }
}
