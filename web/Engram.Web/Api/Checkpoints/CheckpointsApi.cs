using System.ComponentModel.DataAnnotations;
using Engram.Learning.Memory;
using Engram.Numerics.Serialization;
using Engram.Tracking.Checkpoints;
using Engram.Tracking.Storage;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Runs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Engram.Web.Api.Checkpoints;

/// <summary>Checkpoints over HTTP: what they are, their bytes, what their memories recall, and where they were carried to.</summary>
internal static class CheckpointsApi
{
    /// <summary>Maps <c>/checkpoints</c>, <c>/runs/{id}/checkpoints</c> and <c>/runs/{id}/lineage</c>.</summary>
    public static void MapCheckpoints(this IEndpointRouteBuilder api)
    {
        var checkpoints = api.MapGroup("").WithTags("Checkpoints");
        checkpoints.MapGet("/runs/{id}/checkpoints", OfRun);
        checkpoints.MapGet("/runs/{id}/lineage", Lineage);
        checkpoints.MapGet("/checkpoints/{id}", Get);
        checkpoints.MapGet("/checkpoints/{id}/content", Content)
            .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream")
            .Produces<Stream>(StatusCodes.Status206PartialContent, "application/octet-stream")
            .Produces(StatusCodes.Status304NotModified).Produces(StatusCodes.Status416RangeNotSatisfiable);
        checkpoints.MapGet("/checkpoints/{id}/memory", Memory);
    }

    /// <summary>The checkpoints of a run, by task, step and kind.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <response code="200">The checkpoints.</response>
    /// <response code="404">There is no such run.</response>
    internal static async Task<Results<Ok<IEnumerable<CheckpointAnswer>>, Missing>> OfRun(
        Guid id, CheckpointReader reader, EngramDb db, CancellationToken ct) =>
        await RunParts.IsThereAsync(id, db, ct)
            ? TypedResults.Ok((await reader.ListAsync(id, ct)).Select(CheckpointAnswer.Of))
            : Engram.Web.Api.Problems.Missing.Of("run", id, RunsApi.Address);

    /// <summary>What a run started from, and what started from it, through any number of transfers.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <response code="200">Tasks of runs as nodes, transfers of checkpoints as edges.</response>
    /// <response code="404">There is no such run.</response>
    internal static async Task<Results<Ok<Lineage>, Missing>> Lineage(Guid id, LineageReader reader, EngramDb db, CancellationToken ct) =>
        await RunParts.IsThereAsync(id, db, ct) ? TypedResults.Ok(await reader.ReadAsync(id, ct))
            : Engram.Web.Api.Problems.Missing.Of("run", id, RunsApi.Address);

    /// <summary>One checkpoint without its bytes.</summary>
    /// <param name="id">Identifier of the checkpoint.</param>
    /// <response code="200">The checkpoint.</response>
    /// <response code="404">There is no such checkpoint.</response>
    internal static async Task<Results<Ok<CheckpointAnswer>, Missing>> Get(Guid id, CheckpointReader reader, CancellationToken ct) =>
        await reader.FindAsync(id, ct) is { } checkpoint ? TypedResults.Ok(CheckpointAnswer.Of(checkpoint)) : NoCheckpoint(id);

    /// <summary>The bytes of a checkpoint: a safetensors file. Its SHA-256 is the ETag; parts of it can be had with Range.</summary>
    /// <param name="id">Identifier of the checkpoint.</param>
    /// <response code="200">All bytes.</response>
    /// <response code="206">The bytes of the range asked for.</response>
    /// <response code="304">The caller has these bytes already (<c>If-None-Match</c>).</response>
    /// <response code="404">There is no such checkpoint.</response>
    /// <response code="416">The range lies outside.</response>
    internal static async Task<Results<FileStreamHttpResult, Missing>> Content(
        Guid id, CheckpointReader reader, HttpResponse response, CancellationToken ct)
    {
        if (await reader.FindAsync(id, ct) is not { } checkpoint || await reader.OpenAsync(id, ct) is not { } bytes) return NoCheckpoint(id);
        // The bytes of a checkpoint never change.
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        var name = string.Join('-', new[] { checkpoint.Kind, checkpoint.Task, $"{checkpoint.Step}" }.Where(part => !string.IsNullOrEmpty(part)));
        return TypedResults.File(bytes, "application/octet-stream", $"{name}.safetensors", checkpoint.CreatedAt,
            new EntityTagHeaderValue($"\"{checkpoint.Sha256}\""), enableRangeProcessing: true);
    }

    /// <summary>A memory of learning rates as curves: gradient → recalled rate, per parameter group, with the local models they come from.</summary>
    /// <param name="id">Identifier of a checkpoint of kind <c>memory</c>.</param>
    /// <param name="group">Name of a parameter group: only its curve.</param>
    /// <param name="points">How many points a curve has, evenly over the gradients.</param>
    /// <response code="200">The curves.</response>
    /// <response code="404">There is no such checkpoint.</response>
    /// <response code="409">It is not a memory.</response>
    internal static async Task<Results<Ok<MemoryAnswer>, Invalid, Missing, Conflicting>> Memory(
        Guid id, CheckpointReader reader, CancellationToken ct, string? group = null, [Range(2, 10_000)] int points = 400)
    {
        if (await reader.FindAsync(id, ct) is not { } checkpoint || await reader.ReadAsync(id, ct) is not { } bytes) return NoCheckpoint(id);
        if (checkpoint.Kind != "memory") return new Conflicting($"Checkpoint {id:N} is a {checkpoint.Kind}; only a memory has curves.");
        try
        {
            var file = SafeTensorsFile.Parse(bytes);
            var memory = MemoryCheckpoint.Parse(file);
            string[] names = [.. memory.Groups.Select(one => one.Name)];
            return group is not null && !names.Contains(group)
                ? new Invalid("group", $"There is no group '{group}' in this memory. Known: {string.Join(", ", names)}.")
                : TypedResults.Ok(MemoryCurves.Of(id, file, memory, group, points));
        }
        catch (FormatException e)
        {
            return new Conflicting($"The bytes of checkpoint {id:N} are not a memory of learning rates: {e.Message}");
        }
    }

    private static Missing NoCheckpoint(Guid id) => new($"There is no checkpoint {id:N}. GET /api/v1/runs/{{id}}/checkpoints lists those of a run.");
}
