using System.Text.Json;

namespace Engram.Tracking.Comparing;

/// <summary>A saved, named question over runs; evaluated again whenever somebody looks.</summary>
public sealed class Comparison
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Project it belongs to.</summary>
    public required Guid ProjectId { get; init; }

    /// <summary>1 to 200 characters.</summary>
    public required string Name { get; set; }

    /// <summary>The question: study, metric, task, reduction, statistic, interval.</summary>
    public required JsonDocument Question { get; set; }

    /// <summary>The answer as it was when frozen, or null while it follows the runs.</summary>
    public JsonDocument? FrozenAnswer { get; set; }

    /// <summary>When it was saved.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
