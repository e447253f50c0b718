namespace Engram.Web.Mlflow.Search;

/// <summary>What a filter or an order looks at.</summary>
internal enum KeyKind
{
    /// <summary>The latest value of a metric.</summary>
    Metric,

    /// <summary>A parameter, as text.</summary>
    Parameter,

    /// <summary>A tag.</summary>
    Tag,

    /// <summary>A field of the run or experiment itself that is text.</summary>
    Text,

    /// <summary>A field of the run or experiment itself that is a number.</summary>
    Number,

    /// <summary>A field of the data sets that a run read.</summary>
    Dataset,
}

/// <summary>One thing that a filter or an order looks at.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Name">Its key, or the name of the field.</param>
internal sealed record FilterKey(KeyKind Kind, string Name)
{
    public bool IsNumber => Kind is KeyKind.Metric or KeyKind.Number;
}

/// <summary>One condition of a filter.</summary>
/// <param name="Key">What it looks at.</param>
/// <param name="Comparator"><c>= != &lt; &lt;= &gt; &gt;= LIKE ILIKE IN</c> or <c>NOT IN</c>.</param>
/// <param name="Text">The text or texts to compare with; empty where a number is compared.</param>
/// <param name="Number">The number to compare with.</param>
internal sealed record FilterClause(FilterKey Key, string Comparator, IReadOnlyList<string> Text, double Number);

/// <summary>One key of an order.</summary>
/// <param name="Key">What it looks at.</param>
/// <param name="IsDescending">Greatest first; what is missing comes last either way.</param>
internal sealed record OrderClause(FilterKey Key, bool IsDescending);
