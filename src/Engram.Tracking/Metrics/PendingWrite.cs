using Engram.Tracking.Runs;

namespace Engram.Tracking.Metrics;

/// <summary>A write on its way through a lane, and whoever waits for it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Request">Its number, or null.</param>
/// <param name="Series">The points.</param>
/// <param name="Change">What else is said of the run, or null.</param>
internal sealed record PendingWrite(Guid Run, long? Request, IReadOnlyList<SeriesWrite> Series, ExternalRunChange? Change = null)
{
    // Whoever waits goes on elsewhere: the lane has others to write.
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many points it holds.</summary>
    public int Points { get; } = Series.Sum(series => series.Points.Count);

    /// <summary>True once it is committed, false when it had been.</summary>
    public Task<bool> Done => _done.Task;

    /// <summary>It is committed.</summary>
    public void Succeed(bool written) => _done.TrySetResult(written);

    /// <summary>It is not.</summary>
    public void Fail(Exception reason) => _done.TrySetException(reason);
}
