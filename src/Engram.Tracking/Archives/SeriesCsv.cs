using System.Globalization;
using System.Text;
using Engram.Tracking.Metrics;

namespace Engram.Tracking.Archives;

/// <summary>Points of all series of a run as a table for any program: <c>key,task,step,time,value</c>, every stored point, in the order in which it was written.</summary>
/// <remarks>Values read back to the same bits, but for the payload of a NaN. Times are milliseconds since 1970-01-01 UTC.</remarks>
internal static class SeriesCsv
{
    /// <summary>The first line.</summary>
    public const string Head = "key,task,step,time,value";

    /// <summary>The lines of points of one series.</summary>
    public static IEnumerable<string> Lines(string key, int? task, Points points)
    {
        var name = $"{Quoted(key)},{task?.ToString(CultureInfo.InvariantCulture)},";
        for (var i = 0; i < points.Count; i++)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{name}{points.Steps[i]},{points.Times[i]},{points.Values[i]:R}");
        }
    }

    /// <summary>Reads a line.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryRead(string line, out (string Key, int? Task, long Step, long Time, double Value) point)
    {
        point = default;
        if (!TryReadKey(line, out var key, out var rest) || rest.Split(',') is not [var task, var step, var time, var value]) return false;
        var number = 0;
        if (task.Length > 0 && !int.TryParse(task, NumberStyles.None, CultureInfo.InvariantCulture, out number)) return false;
        if (!long.TryParse(step, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)) return false;
        if (!long.TryParse(time, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var when)) return false;
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var measured) || (double.IsInfinity(measured) && !value.EndsWith("Infinity", StringComparison.Ordinal))) return false;
        point = (key, task.Length > 0 ? number : null, at, when, measured);
        return true;
    }

    private static bool TryReadKey(string line, out string key, out string rest)
    {
        (key, rest) = ("", "");
        if (!line.StartsWith('"'))
        {
            var end = line.IndexOf(',', StringComparison.Ordinal);
            if (end < 1) return false;
            (key, rest) = (line[..end], line[(end + 1)..]);
            return true;
        }
        var text = new StringBuilder();
        for (var i = 1; i < line.Length; i++)
        {
            if (line[i] != '"')
            {
                text.Append(line[i]);
            }
            else if (i + 1 < line.Length && line[i + 1] == '"')
            {
                text.Append('"');
                i++;
            }
            else
            {
                if (i + 1 >= line.Length || line[i + 1] != ',') return false;
                (key, rest) = (text.ToString(), line[(i + 2)..]);
                return true;
            }
        }
        return false;
    }

    private static string Quoted(string key) => key.AsSpan().ContainsAny(',', '"') || key.StartsWith(' ') ? $"\"{key.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : key;
}
