using System.Globalization;

namespace Engram.Tracking.Comparing;

/// <summary>Where a number is expected: strictly between two ends, either of which may be infinite.</summary>
/// <param name="Low">Lower end; −∞ for none.</param>
/// <param name="High">Upper end; +∞ for none.</param>
/// <remarks>"X is less than Y" is the range (−∞, 0) of X − Y: two equal numbers do not fulfil it.</remarks>
public readonly record struct ExpectedRange(double Low, double High)
{
    /// <summary>True inside. An infinity is inside where that end is open; NaN never is.</summary>
    public bool Contains(double value) =>
        !double.IsNaN(value) && (value > Low || double.IsNegativeInfinity(Low)) && (value < High || double.IsPositiveInfinity(High));

    /// <summary>True when all of the interval lies inside.</summary>
    public bool Contains(Estimate estimate) => Contains(estimate.Low) && Contains(estimate.High);

    /// <summary>True when no part of the interval lies inside.</summary>
    public bool Excludes(Estimate estimate) => estimate.High <= Low || estimate.Low >= High;

    /// <summary>As a sentence has it: <c>below 0</c>, <c>above 5</c>, <c>between 900 and 1200</c>.</summary>
    public override string ToString() => (double.IsInfinity(Low), double.IsInfinity(High)) switch
    {
        (true, true) => "anywhere",
        (true, false) => string.Create(CultureInfo.InvariantCulture, $"below {High}"),
        (false, true) => string.Create(CultureInfo.InvariantCulture, $"above {Low}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"between {Low} and {High}"),
    };
}
