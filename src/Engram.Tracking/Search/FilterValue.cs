namespace Engram.Tracking.Search;

/// <summary>What a field is compared with.</summary>
public abstract record FilterValue
{
    private protected FilterValue() { }
}

/// <summary>A text.</summary>
/// <param name="Text">Any text that PostgreSQL can hold.</param>
public sealed record TextValue(string Text) : FilterValue;

/// <summary>A number.</summary>
/// <param name="Number">Any double; a comparison with NaN is false.</param>
/// <param name="Whole">The same as a whole number, where it is one of 64 bits: seeds are compared exactly.</param>
public sealed record NumberValue(double Number, long? Whole = null) : FilterValue;

/// <summary>A moment.</summary>
/// <param name="Time">In UTC.</param>
public sealed record TimeValue(DateTimeOffset Time) : FilterValue;

/// <summary>An identifier.</summary>
/// <param name="Id">A UUID.</param>
public sealed record IdentifierValue(Guid Id) : FilterValue;
