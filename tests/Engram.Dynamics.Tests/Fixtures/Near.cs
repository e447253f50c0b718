namespace Engram.Dynamics.Tests.Fixtures;

/// <summary>Closeness, stated.</summary>
internal static class Near
{
    /// <summary>Every pair differs by no more than <paramref name="tolerance"/> times the larger of 1 and the largest expected magnitude.</summary>
    public static void Assert(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance)
    {
        Xunit.Assert.Equal(expected.Length, actual.Length);
        var scale = 1.0;
        foreach (var value in expected)
        {
            scale = Math.Max(scale, Math.Abs(value));
        }

        for (var i = 0; i < expected.Length; i++)
        {
            Xunit.Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * scale,
                $"At {i}: expected {expected[i]:R}, got {actual[i]:R}; allowed {tolerance * scale:R}.");
        }
    }

    /// <summary>How many doubles apart.</summary>
    public static long UnitsInLastPlace(double a, double b) => Math.Abs(Ordered(a) - Ordered(b));

    private static long Ordered(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        return bits < 0 ? long.MinValue - bits : bits;
    }
}
