using Engram.Tracking.Artifacts;
using Engram.Web.Mlflow.Requests;
using Engram.Web.Mlflow.Runs;
using Microsoft.AspNetCore.Http.Features;

namespace Engram.Web.Mlflow.Artifacts;

/// <summary>Artifacts: the proxy that clients move bytes through, and the calls that list and fetch those of a run.</summary>
internal static class ArtifactCalls
{
    private const long MostBytesOfUpload = 10_000_000;

    /// <summary>Maps <c>artifacts/list</c> under a prefix.</summary>
    public static void MapArtifactList(this IEndpointRouteBuilder mlflow) => mlflow.MapGet("artifacts/list", ListOfRun);

    /// <summary>Maps the proxy under a prefix.</summary>
    public static void MapArtifactProxy(this IEndpointRouteBuilder proxy)
    {
        proxy.MapGet("artifacts", List);
        proxy.MapPut("artifacts/{**path}", Put);
        proxy.MapGet("artifacts/{**path}", Get);
        proxy.MapDelete("artifacts/{**path}", Delete);
        proxy.MapPost("mpu/{step:regex(^(create|complete|abort)$)}/{**path}", NoParts);
    }

    /// <summary>Maps what browsers ask for: <c>/get-artifact</c> and the upload of small files.</summary>
    public static void MapBrowserArtifacts(this IEndpointRouteBuilder root)
    {
        root.MapGet("/get-artifact", Download);
        root.MapPost("/ajax-api/2.0/mlflow/upload-artifact", Upload);
    }

    private static async Task<IResult> ListOfRun(MlflowFields call, RunReader reader, ArtifactStore artifacts, CancellationToken ct)
    {
        var run = RunReader.IdOf(call);
        var path = ArtifactPlaces.Parse(call.Text("path") ?? "");
        var root = (await reader.ReadAsync(run, ct)).Info.ArtifactUri;
        return MlflowJson.Answer(new { RootUri = root, Files = Files(await artifacts.ListAsync(run, path, ct), name => name) });
    }

    private static async Task<IResult> List(MlflowFields call, ArtifactPlaces places, ArtifactStore artifacts, CancellationToken ct)
    {
        var place = await places.OfAsync(call.Text("path") ?? "", ct);
        return MlflowJson.Answer(new { Files = Files(await artifacts.ListAsync(place.Run, place.Path, ct), ArtifactPath.NameOf) });
    }

    private static async Task<IResult> Put(HttpContext context, ArtifactPlaces places, ArtifactStore artifacts, CancellationToken ct)
    {
        var place = await places.OfAsync(PathOf(context), ct);
        if (place.Path.Length == 0) throw MlflowException.Invalid("Invalid path");
        await places.RequireWritableAsync(place, ct);
        // Artifacts have limits of their own, and are never in memory.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        await artifacts.PutAsync(place.Run, place.Path, context.Request.Body, context.Request.ContentLength, ct);
        return MlflowJson.Done;
    }

    private static async Task<IResult> Get(HttpContext context, ArtifactPlaces places, ArtifactStore artifacts, CancellationToken ct)
    {
        var given = PathOf(context);
        var place = await places.OfAsync(given, ct);
        return await FileAsync(place, given, artifacts, ct);
    }

    private static async Task<IResult> Delete(HttpContext context, ArtifactPlaces places, ArtifactStore artifacts, CancellationToken ct)
    {
        var place = await places.OfAsync(PathOf(context), ct);
        if (place.Path.Length == 0) throw MlflowException.Invalid("Invalid path: name a file or a folder, not the root.");
        await places.RequireWritableAsync(place, ct);
        await artifacts.DeleteAsync(place.Run, place.Path, ct);
        return MlflowJson.Done;
    }

    private static IResult NoParts() => throw new MlflowException("NOT_IMPLEMENTED", StatusCodes.Status501NotImplemented,
        "Multipart upload is not supported for the current artifact repository");

    private static async Task<IResult> Download(MlflowFields call, ArtifactStore artifacts, CancellationToken ct)
    {
        var run = RunReader.IdOf(call);
        var given = call.Required("path");
        return await FileAsync(new(run, ArtifactPlaces.Parse(given)), given, artifacts, ct);
    }

    private static async Task<IResult> Upload(HttpContext context, RunReader reader, ArtifactPlaces places, ArtifactStore artifacts, CancellationToken ct)
    {
        var (id, given) = ((string?)context.Request.Query["run_uuid"] ?? "", (string?)context.Request.Query["path"] ?? "");
        if (id.Length == 0) throw MlflowException.Missing("run_uuid");
        if (given.Length == 0) throw MlflowException.Missing("path");
        var place = new ArtifactPlace(RunReader.ParseId(id), ArtifactPlaces.Parse(given));
        if (place.Path.Length == 0) throw MlflowException.Invalid("Invalid path");
        if (context.Request.ContentLength is not { } length) throw MlflowException.Invalid("The size of the file is not known: send Content-Length.");
        if (length == 0) throw MlflowException.Invalid("Request must have data.");
        if (length > MostBytesOfUpload) throw MlflowException.Invalid($"Artifact size is too large. Max size is 10MB; {length} bytes were given. PUT it to /api/2.0/mlflow-artifacts instead.");
        await reader.ReadAsync(place.Run!.Value, ct);
        await places.RequireWritableAsync(place, ct);
        await artifacts.PutAsync(place.Run, place.Path, context.Request.Body, length, ct);
        return MlflowJson.Done;
    }

    private static async Task<IResult> FileAsync(ArtifactPlace place, string given, ArtifactStore artifacts, CancellationToken ct) =>
        place.Path.Length > 0 && await artifacts.FindAsync(place.Run, place.Path, ct) is { } artifact && artifacts.Open(artifact) is { } bytes
            ? ArtifactAnswers.File(artifact, bytes) : throw MlflowException.NotThere($"No such artifact: '{given}'.");

    private static List<MlflowFile>? Files(IReadOnlyList<ArtifactEntry> entries, Func<string, string> name) =>
        entries.Count == 0 ? null : [.. entries.Select(entry => MlflowFile.Of(entry, name))];

    // As it was sent: what the server has made of it has lost which slashes were encoded, and where dots led.
    private static string PathOf(HttpContext context)
    {
        const string Marker = "/mlflow-artifacts/artifacts/";
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        var start = target.IndexOf(Marker, StringComparison.Ordinal);
        return Uri.UnescapeDataString(start < 0 ? "" : target[(start + Marker.Length)..]);
    }
}
