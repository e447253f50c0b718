using Engram.Tracking.Artifacts;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Engram.Web.Mlflow.Artifacts;

/// <summary>A file or a folder in a list.</summary>
internal sealed record MlflowFile(string Path, bool IsDir, long? FileSize)
{
    /// <summary>Of an entry. Folders have no size, nor have empty files.</summary>
    public static MlflowFile Of(ArtifactEntry entry, Func<string, string> name) => new(name(entry.Path), entry.IsFolder, entry.Size is > 0 ? entry.Size : null);
}

/// <summary>The bytes of an artifact as an answer.</summary>
internal static class ArtifactAnswers
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    /// <summary>The bytes as a file to save, whole or in part, with their SHA-256 as the tag of this version.</summary>
    public static IResult File(ArtifactInfo artifact, Stream bytes) => TypedResults.File(bytes,
        Types.TryGetContentType(artifact.Path, out var type) ? type : "application/octet-stream", ArtifactPath.NameOf(artifact.Path), artifact.CreatedAt,
        new EntityTagHeaderValue($"\"{artifact.Content}\""), enableRangeProcessing: true);
}
