using Engram.Tracking.Metrics;

namespace Engram.Tracking.Tests.Metrics;

/// <summary>Equality of points by their bits: NaN equals the same NaN only, and 0 is not −0.</summary>
internal static class SamePoints
{
    public static void Assert(Points expected, Points actual)
    {
        Xunit.Assert.Equal(expected.Steps, actual.Steps);
        Xunit.Assert.Equal(expected.Times, actual.Times);
        Xunit.Assert.Equal(Bits(expected), Bits(actual));
    }

    public static long[] Bits(Points points) => Array.ConvertAll(points.Values, BitConverter.DoubleToInt64Bits);
}
