namespace Engram.Tracking.Metrics;

/// <summary>A point of a history.</summary>
/// <param name="Time">Wall-clock time, milliseconds since 1970-01-01 UTC.</param>
/// <param name="Step">Step.</param>
/// <param name="Value">Value.</param>
public readonly record struct HistoryPoint(long Time, long Step, double Value)
{
    /// <summary>The order by time, then step, then value: numbers before NaN, −0 before 0; what is equal has the same bits.</summary>
    public static int ByTime(HistoryPoint left, HistoryPoint right) => left.Time != right.Time ? left.Time.CompareTo(right.Time)
        : left.Step != right.Step ? left.Step.CompareTo(right.Step) : ByValue(left.Value, right.Value);

    /// <summary>The order by step, then time, then value.</summary>
    public static int ByStep(HistoryPoint left, HistoryPoint right) => left.Step != right.Step ? left.Step.CompareTo(right.Step) : ByTime(left, right);

    // −0 has the smaller bits as a signed number; among NaNs any order will do that is always the same.
    private static int ByValue(double left, double right) => double.IsNaN(left) != double.IsNaN(right) ? double.IsNaN(left) ? 1 : -1
        : left.CompareTo(right) is not 0 and var order ? order : BitConverter.DoubleToInt64Bits(left).CompareTo(BitConverter.DoubleToInt64Bits(right));
}
