namespace Engram.Tracking.Artifacts;

/// <summary>A file that belongs to a run. Its bytes are kept by what they are: the same bytes are kept once.</summary>
public sealed class Artifact
{
    /// <summary>Key.</summary>
    public long Id { get; init; }

    /// <summary>The run; null for a file that an MLflow client put outside of any run.</summary>
    public Guid? RunId { get; init; }

    /// <summary>Path from the run's root (without a run: from the root of all), parts divided by <c>/</c>.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the bytes, 32 bytes.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>Number of bytes, ≥ 0.</summary>
    public required long Size { get; init; }

    /// <summary>When it was put there, or last overwritten.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
