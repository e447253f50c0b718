using System.Text.Json;

namespace Engram.Tracking.Inputs;

/// <summary>A run read a data set.</summary>
public sealed class RunInput
{
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The data set.</summary>
    public required long DatasetId { get; init; }

    /// <summary>What for: a JSON object, key → text (<c>mlflow.data.context</c>).</summary>
    public required JsonDocument TagValues { get; init; }
}
