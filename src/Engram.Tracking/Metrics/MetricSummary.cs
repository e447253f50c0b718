using System.Text.Json;

namespace Engram.Tracking.Metrics;

/// <summary>What the metrics of a run come to, for searching and sorting among many runs.</summary>
/// <remarks>
/// Kept in the transaction that writes the points; of a run with very many metrics, within seconds (<see cref="Stale"/>). A row of its own, so that whoever writes points never waits for whoever moves, renames or
/// deletes the run. Answers about one run read <see cref="Series"/>, whose numbers are kept by their bits.
/// </remarks>
public sealed class MetricSummary
{
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>Its project.</summary>
    public required Guid ProjectId { get; init; }

    /// <summary>A JSON object: metric key, or <c>task/key</c> → <c>{"last", "min", "max", "mean"}</c>; NaN and infinities as strings.</summary>
    public required JsonDocument Summary { get; init; }

    /// <summary>True when points came that are not in it yet: a large summary is made anew in the background, within seconds.</summary>
    public bool Stale { get; init; }
}
