using Engram.Tracking.Storage;
using Engram.Web.Api.Workers;

namespace Engram.Web.Pages;

/// <summary>A worker as its page shows it.</summary>
public sealed record WorkerItem(Guid Id, string Name, string Version, string State, int Concurrency, DateTimeOffset StartedAt, DateTimeOffset SeenAt, IReadOnlyList<HeldRun> Runs);

/// <summary>A run that a worker holds.</summary>
public sealed record HeldRun(Guid Id, string Experiment, string Condition, long Seed, double Progress, string Doing);

/// <summary>The queue: how long, and what comes next.</summary>
public sealed record QueueItem(int Queued, int Running, int Slots, IReadOnlyList<QueuedRun> Next);

/// <summary>A run that waits.</summary>
public sealed record QueuedRun(Guid Id, Guid Study, string Experiment, string Condition, long Seed, int Priority, DateTimeOffset SubmittedAt);

internal static class WorkerList
{
    /// <summary>What the API answers about workers and queue.</summary>
    public static async Task<(IReadOnlyList<WorkerItem> Workers, QueueItem Queue)> WorkersAsync(this EngramDb db, CancellationToken ct)
    {
        var workers = (await WorkersApi.List(db, ct)).Value!;
        var queue = (await WorkersApi.Queue(db, ct)).Value!;
        return ([.. workers.Select(one => new WorkerItem(one.Id, one.Name, one.Version, one.State, one.Concurrency, one.StartedAt, one.SeenAt,
                [.. one.Runs.Select(run => new HeldRun(run.Id, run.Experiment, run.Condition, run.Seed, run.Progress, run.Doing))]))],
            new(queue.Queued, queue.Running, queue.Slots, [.. queue.Next.Select(run => new QueuedRun(run.Id, run.StudyId, run.Experiment, run.Condition, run.Seed, run.Priority, run.SubmittedAt))]));
    }
}
