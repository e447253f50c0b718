using System.ComponentModel.DataAnnotations;
using System.Data;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Tracking.Workers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Api.Workers;

/// <summary>Who works on what, since when, and how long the queue is.</summary>
internal static class WorkersApi
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    // A worker that was killed never says that it stopped.
    private static readonly TimeSpan Gone = TimeSpan.FromHours(1);

    /// <summary>Maps <c>/workers</c> and <c>/queue</c>.</summary>
    public static void MapWorkers(this IEndpointRouteBuilder api)
    {
        var workers = api.MapGroup("").WithTags("Workers");
        workers.MapGet("/workers", List);
        workers.MapGet("/queue", Queue);
    }

    /// <summary>The workers that have not stopped, newest first, each with the runs it holds.</summary>
    /// <param name="stopped">Those that stopped in good order, and those not heard of for over an hour, too.</param>
    /// <param name="limit">How many at most.</param>
    /// <response code="200">The workers.</response>
    internal static async Task<Ok<IEnumerable<WorkerAnswer>>> List(
        EngramDb db, CancellationToken ct, bool stopped = false, [Range(1, 1_000)] int limit = 100)
    {
        var now = await NowAsync(db, ct);
        var workers = await db.Workers.AsNoTracking().Where(w => stopped || (w.StoppedAt == null && w.SeenAt > now - Gone)).OrderByDescending(w => w.StartedAt).Take(limit)
            .ToListAsync(ct);
        var ids = workers.Select(w => w.Id).ToList();
        var held = await db.Runs.Where(r => r.State == RunState.Running && r.WorkerId != null && ids.Contains(r.WorkerId.Value))
            .OrderBy(r => r.StartedAt)
            .Select(r => new { r.WorkerId, Run = new HeldRunAnswer(r.Id, r.StudyId!.Value, r.Experiment!, r.Condition!.Label, r.Seed!.Value, r.Attempt,
                r.StartedAt, r.Progress, r.Doing) }).ToListAsync(ct);
        return TypedResults.Ok(workers.Select(w => new WorkerAnswer(w.Id, w.Name, w.Version, State(w, now), w.Concurrency, w.StartedAt, w.SeenAt,
            w.StoppedAt,
            [.. held.Where(run => run.WorkerId == w.Id).Select(run => run.Run)])));
    }

    /// <summary>How many runs wait and how many are executed, and which come next.</summary>
    /// <param name="limit">How many of the next runs to show.</param>
    /// <response code="200">The queue.</response>
    internal static async Task<Ok<QueueAnswer>> Queue(EngramDb db, CancellationToken ct, [Range(0, 1_000)] int limit = 20)
    {
        // All of one moment: workers claim runs meanwhile, and a list longer than its count could not be believed.
        await using var moment = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var waiting = db.Runs.Where(r => r.State == RunState.Queued && r.DeletedAt == null && r.StudyId != null);
        var next = await waiting.OrderByDescending(r => r.Priority).ThenBy(r => r.SubmittedAt).ThenBy(r => r.Position).ThenBy(r => r.Id).Take(limit)
            .Select(r => new QueuedRunAnswer(r.Id, r.StudyId!.Value, r.Experiment!, r.Condition!.Label, r.Seed!.Value, r.Priority, r.SubmittedAt))
                .ToListAsync(ct);
        return TypedResults.Ok(new QueueAnswer(await waiting.CountAsync(ct), await db.Runs.CountAsync(r => r.State == RunState.Running && r.StudyId != null, ct),
            await SlotsAsync(db, ct), next));
    }

    /// <summary>How many runs the workers that are alive can execute at a time.</summary>
    public static async Task<int> SlotsAsync(EngramDb db, CancellationToken ct)
    {
        var since = await NowAsync(db, ct) - Silence;
        return await db.Workers.Where(w => w.StoppedAt == null && w.SeenAt > since).SumAsync(w => w.Concurrency, ct);
    }

    // Signs of life are stamped by the database's clock.
    private static async Task<DateTimeOffset> NowAsync(EngramDb db, CancellationToken ct) =>
        await db.Database.SqlQuery<DateTimeOffset>($"""select now() as "Value" """).SingleAsync(ct);

    private static string State(Worker worker, DateTimeOffset now) => worker.StoppedAt is not null ? "stopped" : worker.SeenAt < now - Silence
        ? "silent" : "alive";
}
