namespace Engram.Tracking.Artifacts;

/// <summary>A file that a run, or nobody, has.</summary>
/// <param name="Path">Path from the run's root; of a file that belongs to no run, from the root of all.</param>
/// <param name="Content">The name of its bytes.</param>
/// <param name="Size">Number of bytes, ≥ 0.</param>
/// <param name="CreatedAt">When it was put there, or last overwritten.</param>
public sealed record ArtifactInfo(string Path, ContentAddress Content, long Size, DateTimeOffset CreatedAt);

/// <summary>What lies directly in a folder.</summary>
/// <param name="Path">Path as of <see cref="ArtifactInfo"/>.</param>
/// <param name="Size">Number of bytes of a file; null for a folder.</param>
public sealed record ArtifactEntry(string Path, long? Size)
{
    /// <summary>True for a folder.</summary>
    public bool IsFolder => Size is null;
}

/// <summary>A file cannot have this name; nothing was kept.</summary>
/// <param name="message">What is in the way.</param>
public sealed class ArtifactNameException(string message) : Exception(message);
