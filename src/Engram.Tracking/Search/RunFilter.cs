namespace Engram.Tracking.Search;

/// <summary>How two values are compared.</summary>
public enum FilterOperator
{
    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>!=</c>; the field must have a value.</summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,
}

/// <summary>A question about a run that is either true or false.</summary>
/// <remarks>
/// Two values, not three: a comparison is false when the field has no value, is NaN, or is of another kind than what it is compared
/// with; <see cref="NotFilter"/> turns false into true. So <c>options.eta != 1</c> wants the option to be there, and <c>not options.eta = 1</c> does not.
/// </remarks>
public abstract record RunFilter
{
    private protected RunFilter() { }
}

/// <summary>True when every part is; when there is none, always.</summary>
/// <param name="Parts">The parts.</param>
public sealed record AndFilter(IReadOnlyList<RunFilter> Parts) : RunFilter;

/// <summary>True when some part is; when there is none, never.</summary>
/// <param name="Parts">The parts.</param>
public sealed record OrFilter(IReadOnlyList<RunFilter> Parts) : RunFilter;

/// <summary>True when the inner one is false.</summary>
/// <param name="Inner">What is turned round.</param>
public sealed record NotFilter(RunFilter Inner) : RunFilter;

/// <summary>A field beside a value.</summary>
/// <param name="Field">The field.</param>
/// <param name="Operator">How.</param>
/// <param name="Value">Of a kind that the field takes (<see cref="FieldType"/>).</param>
public sealed record CompareFilter(RunField Field, FilterOperator Operator, FilterValue Value) : RunFilter;

/// <summary>The field equals one of some values.</summary>
/// <param name="Field">The field.</param>
/// <param name="Values">One or more.</param>
public sealed record InFilter(RunField Field, IReadOnlyList<FilterValue> Values) : RunFilter;

/// <summary>The field lies between two values, both included.</summary>
/// <param name="Field">The field.</param>
/// <param name="Low">The smaller one.</param>
/// <param name="High">The larger one, of the same kind.</param>
public sealed record BetweenFilter(RunField Field, FilterValue Low, FilterValue High) : RunFilter;

/// <summary>The field's text has a form: <c>%</c> is any text, <c>_</c> one character, <c>\</c> takes the next one as it stands.</summary>
/// <param name="Field">A text or JSON.</param>
/// <param name="Pattern">The form of the whole text.</param>
/// <param name="IgnoreCase">Whether capitals and small letters are the same.</param>
public sealed record LikeFilter(RunField Field, string Pattern, bool IgnoreCase) : RunFilter;

/// <summary>A regular expression of PostgreSQL fits some part of the field's text.</summary>
/// <param name="Field">A text or JSON.</param>
/// <param name="Pattern">The expression.</param>
public sealed record RegexFilter(RunField Field, string Pattern) : RunFilter;

/// <summary>The field has a value; NaN is one.</summary>
/// <param name="Field">The field.</param>
public sealed record ExistsFilter(RunField Field) : RunFilter;
