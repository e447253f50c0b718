using Engram.Web.Mlflow.Requests;

namespace Engram.Web.Mlflow.Runs;

/// <summary>Times in milliseconds since 1970-01-01 UTC, as clients send them.</summary>
internal static class Moments
{
    private const long Latest = 253_402_300_799_999;

    /// <summary>A time of a call; null when it is absent.</summary>
    /// <exception cref="MlflowException">It is no integer, or lies before 1970 or after the year 9999.</exception>
    public static DateTimeOffset? Moment(this MlflowFields call, string name) => call.Whole(name) is not { } time ? null
        : time is >= 0 and <= Latest ? DateTimeOffset.FromUnixTimeMilliseconds(time)
        : throw call.Wrong(name, $"Give milliseconds since 1970-01-01 UTC, from 0 to {Latest}.");
}
