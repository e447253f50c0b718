using Engram.Numerics.Random;

namespace Engram.Testing;

/// <summary>Numbers that records, wires and texts like to change in silence, and random ones by their bits.</summary>
public static class OddNumbers
{
    /// <summary>Doubles at every edge: zeros of both signs, subnormals, neighbours of powers and of integers that a double just holds, infinities, NaNs with payloads.</summary>
    public static IReadOnlyList<double> Doubles { get; } =
    [
        0.0, -0.0, 1, -1, double.Epsilon, -double.Epsilon, 5e-324, 2.2250738585072009e-308, 2.2250738585072014e-308, -2.2250738585072009e-308,
        double.MaxValue, double.MinValue, double.BitDecrement(double.MaxValue), 0.1, 0.1 + 0.2, 1.0 / 3, Math.PI, 1e22, 1e23, 9007199254740991, 9007199254740992, 9007199254740993,
        9223372036854775807, 1e308, 1e-308, 123456789012345680, 4.35, 2.225073858507201e-308, 1.7976931348623158e308, 0.30000000000000004, 3.4028234663852886e38f, float.Epsilon,
        double.NaN, double.PositiveInfinity, double.NegativeInfinity,
    ];

    /// <summary>NaNs that differ in sign, payload and whether they signal: kept by storage and binary columns; texts say NaN.</summary>
    public static IReadOnlyList<double> NaNs { get; } =
        [.. new ulong[] { 0x7FF8_0000_0000_0000, 0xFFF8_0000_0000_0000, 0x7FF8_0000_0000_0001, 0x7FF0_0000_0000_0001, 0xFFF0_0000_DEAD_BEEF, 0x7FFF_FFFF_FFFF_FFFF }
            .Select(BitConverter.UInt64BitsToDouble)];

    /// <summary>Whole numbers of 64 bits at every edge.</summary>
    public static IReadOnlyList<long> Longs { get; } =
        [long.MinValue, long.MinValue + 1, -9007199254740993, int.MinValue, -1, 0, 1, int.MaxValue, 1L << 32, 9007199254740993, long.MaxValue - 1, long.MaxValue];

    /// <summary>Random doubles, every bit pattern as likely as any other, so that exponents of all sizes, NaNs and subnormals are among them; the edges first.</summary>
    /// <param name="random">Where they come from.</param>
    /// <param name="count">How many, edges included.</param>
    public static double[] RandomDoubles(RandomStream random, int count) =>
        [.. Doubles.Concat(NaNs).Concat(Enumerable.Range(0, count).Select(_ => BitConverter.UInt64BitsToDouble(random.NextUInt64()))).Take(count)];

    /// <summary>Distinct random whole numbers of 64 bits, growing; the edges are among them.</summary>
    /// <param name="random">Where they come from.</param>
    /// <param name="count">How many, edges included; at least as many as there are edges.</param>
    public static long[] RandomSteps(RandomStream random, int count)
    {
        SortedSet<long> steps = [.. Longs];
        while (steps.Count < count) steps.Add((long)random.NextUInt64());
        return [.. steps];
    }

    /// <summary>A double as a text that has no payloads would bring it back.</summary>
    public static double ByText(double value) => double.IsNaN(value) ? double.NaN : value;
}
