using Engram.Tracking.Artifacts;
using Engram.Tracking.Storage;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Runs;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Engram.Web.Api.Artifacts;

/// <summary>Files of runs over HTTP.</summary>
internal static class ArtifactsApi
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    /// <summary>Maps <c>/runs/{id}/artifacts</c>.</summary>
    public static void MapArtifacts(this IEndpointRouteBuilder api)
    {
        var artifacts = api.MapGroup("/runs/{id}/artifacts").WithTags("Artifacts");
        artifacts.MapGet("", List);
        artifacts.MapGet("/content", Content)
            .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream")
            .Produces<Stream>(StatusCodes.Status206PartialContent, "application/octet-stream")
            .Produces(StatusCodes.Status304NotModified).Produces(StatusCodes.Status416RangeNotSatisfiable);
        artifacts.MapPut("/content", Put).Accepts<Stream>("application/octet-stream")
            .Produces<Problem>(StatusCodes.Status413PayloadTooLarge, Problem.MediaType).Produces<Problem>(StatusCodes.Status507InsufficientStorage, Problem.MediaType);
        artifacts.MapDelete("/content", Delete);
    }

    /// <summary>The files of a run, by path.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <response code="200">The files.</response>
    /// <response code="404">There is no such run.</response>
    internal static async Task<Results<Ok<IEnumerable<ArtifactAnswer>>, Missing>> List(Guid id, ArtifactStore artifacts, EngramDb db, CancellationToken ct) =>
        await RunParts.IsThereAsync(id, db, ct)
            ? TypedResults.Ok((await artifacts.ListAllAsync(id, ct)).Select(artifact => new ArtifactAnswer(artifact.Path, artifact.Size, artifact.Content.ToString(), artifact.CreatedAt)))
            : NoRun(id);

    /// <summary>The bytes of a file. Their SHA-256 is the ETag; parts of them can be had with Range.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <param name="path">Path of the file from the run's root.</param>
    /// <response code="200">All bytes.</response>
    /// <response code="206">The bytes of the range asked for.</response>
    /// <response code="304">The caller has these bytes already (<c>If-None-Match</c>).</response>
    /// <response code="404">There is no such run, or it has no such file.</response>
    /// <response code="416">The range lies outside.</response>
    internal static async Task<Results<FileStreamHttpResult, Invalid, Missing>> Content(Guid id, string path, ArtifactStore artifacts, EngramDb db, CancellationToken ct)
    {
        if (!ArtifactPath.TryParse(path, out var name)) return WrongPath(path);
        if (!await RunParts.IsThereAsync(id, db, ct)) return NoRun(id);
        return await artifacts.FindAsync(id, name, ct) is { } artifact && artifacts.Open(artifact) is { } bytes
            ? TypedResults.File(bytes, Types.TryGetContentType(name, out var type) ? type : "application/octet-stream", ArtifactPath.NameOf(name), artifact.CreatedAt,
                new EntityTagHeaderValue($"\"{artifact.Content}\""), enableRangeProcessing: true)
            : NoFile(id, path);
    }

    /// <summary>Keeps a file of an external run; one of the same path is overwritten. The body is the bytes, of any length that the instance has room for.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <param name="path">Path of the file from the run's root, parts divided by <c>/</c>.</param>
    /// <response code="200">The file as it is kept.</response>
    /// <response code="404">There is no such run.</response>
    /// <response code="409">The run belongs to a study; or a folder has this name, or a file has that of one of its folders.</response>
    /// <response code="413">It is larger than one file may be.</response>
    /// <response code="507">There is no room for it.</response>
    internal static async Task<Results<Ok<ArtifactAnswer>, Invalid, Missing, Conflicting>> Put(
        Guid id, string path, HttpRequest request, ArtifactStore artifacts, EngramDb db, CancellationToken ct)
    {
        if (!ArtifactPath.TryParse(path, out var name) || name.Length == 0) return WrongPath(path);
        if (await ExternalAsync(id, db, ct) is not { } isExternal) return NoRun(id);
        if (!isExternal) return OfStudy(id);
        // Files have limits of their own, and are never in memory.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        try
        {
            var artifact = await artifacts.PutAsync(id, name, request.Body, request.ContentLength, ct);
            return TypedResults.Ok(new ArtifactAnswer(artifact.Path, artifact.Size, artifact.Content.ToString(), artifact.CreatedAt));
        }
        catch (ArtifactNameException taken)
        {
            return new Conflicting(taken.Message);
        }
    }

    /// <summary>Lets go of a file of an external run, or of a folder with all that lies in it.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <param name="path">Path of the file or folder from the run's root.</param>
    /// <response code="204">It is gone.</response>
    /// <response code="404">There is no such run, or it has no such file.</response>
    /// <response code="409">The run belongs to a study.</response>
    internal static async Task<Results<NoContent, Invalid, Missing, Conflicting>> Delete(Guid id, string path, ArtifactStore artifacts, EngramDb db, CancellationToken ct)
    {
        if (!ArtifactPath.TryParse(path, out var name) || name.Length == 0) return WrongPath(path);
        if (await ExternalAsync(id, db, ct) is not { } isExternal) return NoRun(id);
        if (!isExternal) return OfStudy(id);
        return await artifacts.DeleteAsync(id, name, ct) > 0 ? TypedResults.NoContent() : NoFile(id, path);
    }

    private static Task<bool?> ExternalAsync(Guid id, EngramDb db, CancellationToken ct) =>
        db.Runs.Where(r => r.Id == id && r.DeletedAt == null).Select(r => (bool?)(r.StudyId == null)).SingleOrDefaultAsync(ct);

    private static Missing NoRun(Guid id) => Missing.Of("run", id, RunsApi.Address);

    private static Missing NoFile(Guid id, string path) => new($"Run {id:N} has no file '{path}'. GET {RunsApi.Address}/{id:N}/artifacts lists those it has.");

    private static Invalid WrongPath(string path) => new("path",
        $"'{(path.Length <= 250 ? path : path[..250])}' is no path of a file: give names divided by '/', without '..', '#' and control characters, {ArtifactPath.Longest} characters at most.");

    private static Conflicting OfStudy(Guid id) => new($"Run {id:N} belongs to a study; its files are its worker's to write. Only files of external runs can be changed.");
}
