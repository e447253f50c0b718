namespace Engram.Web.Mlflow.Experiments;

/// <summary>Where a client wants the artifacts of an experiment's runs.</summary>
internal static class ArtifactLocation
{
    /// <summary>Refuses locations that MLflow refuses; an absent or empty one is here.</summary>
    public static string? Check(string? location)
    {
        if (string.IsNullOrEmpty(location)) return null;
        var fault = location.StartsWith("runs:", StringComparison.Ordinal) ? "it begins with runs:"
            : location.Contains('#', StringComparison.Ordinal) ? "it has a fragment (#)"
            : HasParameters(location) ? "it has parameters (;)"
            : location.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query && Uri.UnescapeDataString(location[query..]).Contains("..", StringComparison.Ordinal) ? "its query leads up (..)"
            : location.Length > 4_096 ? "it has more than 4096 characters" : null;
        return fault is null ? location.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : location
            : throw MlflowException.Invalid($"Artifact location is not allowed: '{(location.Length <= 250 ? location : location[..250])}': {fault}. Name a folder, such as s3://bucket/path, or leave it out to keep artifacts here.");
    }

    // As URLs have them: behind a semicolon in the last part of the path.
    private static bool HasParameters(string location) => location.Split('?')[0].Split('/')[^1].Contains(';', StringComparison.Ordinal);
}
