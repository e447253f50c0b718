using System.Globalization;

namespace Engram.Dynamics.Tests.Fixtures;

/// <summary>Arguments and correctly rounded values of elementary functions (elementary.py), as the bits of doubles.</summary>
internal sealed record Elementary(string[] SinCos, string[] Tanh)
{
    public static Elementary Values { get; } = Fixture.Read<Elementary>("elementary.json");

    public static double[] Row(string row) =>
        [.. row.Split(' ').Select(bits => BitConverter.Int64BitsToDouble(long.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))];
}
