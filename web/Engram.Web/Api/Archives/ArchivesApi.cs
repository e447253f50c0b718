using Engram.Tracking.Archives;
using Engram.Tracking.Artifacts;
using Engram.Tracking.Deletions;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Requests;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Engram.Web.Api.Archives;

/// <summary>Projects as archives over HTTP: out, and in again here or elsewhere.</summary>
internal static class ArchivesApi
{
    private const string MediaType = "application/zip";

    /// <summary>Maps <c>/projects/{id}/export</c> and <c>/import</c>.</summary>
    public static void MapArchives(this IEndpointRouteBuilder api)
    {
        var archives = api.MapGroup("").WithTags("Archives");
        archives.MapGet("/projects/{id}/export", Export).Produces<Stream>(StatusCodes.Status200OK, MediaType);
        archives.MapPost("/import", Import).Accepts<Stream>(MediaType);
    }

    /// <summary>
    /// A project with all that is in it as one zip archive: rows as JSON lines, points as CSV, checkpoints as safetensors, artifacts as they are, and a manifest with the SHA-256 of each.
    /// What is in the bin is not in it.
    /// </summary>
    /// <param name="id">Identifier of the project.</param>
    /// <response code="200">The archive. One that ends without its manifest was cut off.</response>
    /// <response code="404">There is no such project.</response>
    internal static async Task<Results<EmptyHttpResult, Missing>> Export(Guid id, HttpContext http, ProjectExport export, CancellationToken ct) =>
        await export.WriteAsync(id, name =>
        {
            // The writer of zip archives ends an entry by writing its length without waiting.
            if (http.Features.Get<IHttpBodyControlFeature>() is { } body) body.AllowSynchronousIO = true;
            http.Response.ContentType = MediaType;
            http.Response.Headers.ContentDisposition = new System.Net.Mime.ContentDisposition { FileName = FileName(name) }.ToString();
            return http.Response.Body;
        }, ct) ? TypedResults.Empty : Missing.Of("project", id, "/api/v1/projects");

    /// <summary>
    /// Takes an archive of a project in: all of it, or nothing. Identifiers are kept, numbers by their bits; what is here already stays as it is, so taking it in twice makes nothing twice.
    /// </summary>
    /// <param name="name">What the project is called here, if it is new; its own name when absent.</param>
    /// <response code="200">What it brought in.</response>
    /// <response code="409">Another project has its name.</response>
    internal static async Task<Results<Ok<Imported>, Invalid, Conflicting>> Import(
        HttpContext http, ProjectImport import, CancellationToken ct, [Name] string? name = null)
    {
        // As large as the disk allows: the archive goes to a file, and its size is its sender's business.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        await using var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        });
        try
        {
            await http.Request.Body.CopyToAsync(file, ct);
            file.Position = 0;
            return TypedResults.Ok(await import.ReadAsync(file, name?.Trim(), ct));
        }
        catch (Exception refused) when (refused is ArchiveException or ContentTooLargeException or ContentFullException)
        {
            return new Invalid("$", refused.Message);
        }
        catch (ProjectNameTakenException taken)
        {
            return new Conflicting($"{taken.Message} As in /api/v1/import?name=…");
        }
    }

    private static string FileName(string project) =>
        $"{new string([.. project.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-').Take(60)])}.engram.zip";
}
