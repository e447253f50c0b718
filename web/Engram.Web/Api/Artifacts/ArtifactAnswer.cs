namespace Engram.Web.Api.Artifacts;

/// <summary>A file of a run.</summary>
/// <param name="Path">Path from the run's root.</param>
/// <param name="Size">Number of bytes.</param>
/// <param name="Sha256">SHA-256 of the bytes, 64 hex digits.</param>
/// <param name="CreatedAt">When it was put there, or last overwritten.</param>
internal sealed record ArtifactAnswer(string Path, long Size, string Sha256, DateTimeOffset CreatedAt);
