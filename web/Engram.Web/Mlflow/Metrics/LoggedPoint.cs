using Engram.Tracking.Metrics;
using Engram.Web.Mlflow.Requests;

namespace Engram.Web.Mlflow.Metrics;

/// <summary>A point as a client sends it.</summary>
internal sealed record LoggedPoint(string Key, double Value, long Timestamp, long Step)
{
    /// <summary>Reads one.</summary>
    /// <exception cref="MlflowException">Something is missing, or is not a number that can be kept exactly.</exception>
    public static LoggedPoint Of(MlflowFields call)
    {
        var key = call.Required("key");
        var value = call.RequiredDouble("value", $"metric '{key}'. Please specify value as a valid double (64-bit floating point)");
        var timestamp = call.RequiredWhole("timestamp", $"metric '{key}'. Timestamp must be a nonnegative long (64-bit integer)");
        var step = call.Whole("step", $"metric '{key}'. Step must be a valid long (64-bit integer).") ?? 0;
        if (timestamp < 0) throw call.Wrong("timestamp", $"metric '{key}'. Timestamp must be a nonnegative long (64-bit integer)");
        return new(Keys.Check(key, call.PathOf("name")), value, timestamp, step);
    }

    /// <summary>Points by series, as they are written.</summary>
    public static IReadOnlyList<SeriesBatch> Batches(IReadOnlyList<LoggedPoint> points) =>
        [.. points.GroupBy(point => point.Key).Select(series => new SeriesBatch(series.Key, null, new Points(
            [.. series.Select(point => point.Step)], [.. series.Select(point => point.Timestamp)], [.. series.Select(point => point.Value)]))
        {
            Tie = TieRule.GreatestValue,
        })];
}
