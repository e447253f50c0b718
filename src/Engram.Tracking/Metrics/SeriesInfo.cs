namespace Engram.Tracking.Metrics;

/// <summary>A series and its summary.</summary>
/// <param name="Id">For reading its points.</param>
/// <param name="RunId">The run.</param>
/// <param name="TaskIndex">The task it belongs to, or null for a metric of the whole run.</param>
/// <param name="Task">Name of the task, or null.</param>
/// <param name="Key">Metric key.</param>
/// <param name="Summary">What is known without reading its points.</param>
public sealed record SeriesInfo(long Id, Guid RunId, int? TaskIndex, string? Task, string Key, PointSummary Summary);
