using System.Globalization;

namespace Engram.Tracking.Artifacts;

/// <summary>Sizes for people.</summary>
public static class ByteWords
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Three digits and a unit: <c>1.5 GiB</c>.</summary>
    /// <param name="bytes">≥ 0.</param>
    public static string Of(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 || value >= 100 ? Math.Round(value) : Math.Round(value, value >= 10 ? 1 : 2))} {Units[unit]}");
    }
}
