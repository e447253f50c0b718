namespace Engram.Tracking.Search;

/// <summary>What kind of values a field has, and so what it can be compared with.</summary>
public enum FieldType
{
    /// <summary>Text; ordered by code point.</summary>
    Text,

    /// <summary>A whole number of 64 bits, compared exactly.</summary>
    Whole,

    /// <summary>A double; NaN makes every comparison false.</summary>
    Number,

    /// <summary>A moment, in UTC.</summary>
    Time,

    /// <summary>A UUID; equal or not, without an order.</summary>
    Identifier,

    /// <summary>A JSON value: beside a number it is a number where it is one, beside a text it is its text.</summary>
    Json,
}

/// <summary>Which number of a series is meant.</summary>
public enum MetricAggregate
{
    /// <summary>The value at the largest step.</summary>
    Last,

    /// <summary>The smallest value that is not NaN.</summary>
    Min,

    /// <summary>The largest value that is not NaN.</summary>
    Max,

    /// <summary>The mean; NaN as soon as one value is.</summary>
    Mean,
}

/// <summary>Something of a run that can be asked about, ordered by, or shown in a column.</summary>
public abstract record RunField
{
    private protected RunField() { }

    /// <summary>What kind of values it has.</summary>
    public abstract FieldType Type { get; }
}

/// <summary>What every run has: <c>name</c>, <c>seed</c>, <c>submittedAt</c> …</summary>
/// <param name="Column">Which one.</param>
public sealed record ColumnField(RunColumn Column) : RunField
{
    /// <inheritdoc/>
    public override FieldType Type => Column.Type;

    /// <summary>As it is written in a filter.</summary>
    public override string ToString() => Column.Name;
}

/// <summary>An option of the run's condition, or a parameter that a client logged: <c>options.eta</c>.</summary>
/// <param name="Key">Its name, dots included.</param>
public sealed record OptionField(string Key) : RunField
{
    /// <inheritdoc/>
    public override FieldType Type => FieldType.Json;

    /// <inheritdoc cref="ColumnField.ToString"/>
    public override string ToString() => $"options.{FieldText.Quoted(Key)}";
}

/// <summary>A tag: a label without a value, or a key with a text: <c>tags.draft</c>.</summary>
/// <param name="Key">Its name, dots included.</param>
public sealed record TagField(string Key) : RunField
{
    /// <inheritdoc/>
    public override FieldType Type => FieldType.Json;

    /// <inheritdoc cref="ColumnField.ToString"/>
    public override string ToString() => $"tags.{FieldText.Quoted(Key)}";
}

/// <summary>A number of a series: <c>metrics.'light/mse'.min</c>.</summary>
/// <param name="Key">Key of the series; within a task, <c>task/key</c>.</param>
/// <param name="Aggregate">Which number.</param>
public sealed record MetricField(string Key, MetricAggregate Aggregate) : RunField
{
    /// <inheritdoc/>
    public override FieldType Type => FieldType.Number;

    /// <summary>The aggregate as it is written.</summary>
    public string AggregateName => Aggregate.ToString().ToLowerInvariant();

    /// <inheritdoc cref="ColumnField.ToString"/>
    public override string ToString() => $"metrics.{FieldText.Quoted(Key)}.{AggregateName}";
}
