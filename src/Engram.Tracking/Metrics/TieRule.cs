namespace Engram.Tracking.Metrics;

/// <summary>Which of several points at the largest step and with the same time is the last value of a series.</summary>
public enum TieRule
{
    /// <summary>The one that arrived last.</summary>
    LatestArrival,

    /// <summary>The one with the greatest value, a number before NaN. What MLflow does.</summary>
    GreatestValue,
}
