using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>Arguments and correctly rounded values of elementary functions (elementary.py), as the bits of doubles; and how to compare with them.</summary>
internal sealed record ElementaryValues(string[] SinCos, string[] Tanh)
{
    public static ElementaryValues All { get; } =
        JsonSerializer.Deserialize<ElementaryValues>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Kernels", "elementary.json")), JsonSerializerOptions.Web)
        ?? throw new InvalidDataException("elementary.json is empty.");

    public static double[] Row(string row) =>
        [.. row.Split(' ').Select(bits => BitConverter.Int64BitsToDouble(long.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))];

    /// <summary>How many doubles apart.</summary>
    public static long UnitsBetween(double a, double b) => Math.Abs(Ordered(a) - Ordered(b));

    /// <summary>Many doubles as one short word that changes with any bit of any of them.</summary>
    public static string HashOf(IEnumerable<double> values) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<double>(values.ToArray())))[..16];

    private static long Ordered(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        return bits < 0 ? long.MinValue - bits : bits;
    }
}
