using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Engram.Tracking.Tests.Comparing;

/// <summary>What numpy, scipy and mpmath say: statistics_reference.json, written by statistics_reference.py beside it.</summary>
internal static class StatisticsReference
{
    public static IEnumerable<JsonElement> All(string part, [CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "statistics_reference.json");
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.GetProperty(part).Clone().EnumerateArray();
    }

    public static double Number(this JsonElement entry, string name) => entry.GetProperty(name).GetDouble();

    public static double[] Numbers(this JsonElement entry, string name) => [.. entry.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];

    /// <summary>Equal up to the rounding of a few operations.</summary>
    public static void AssertClose(double expected, double actual) => Assert.Equal(expected, actual, 1e-12 * Math.Max(1e-3, Math.Abs(expected)));
}
