namespace Engram.Tracking.Runs;

/// <summary>The run is in the bin, where nothing is added to it.</summary>
/// <param name="run">The run.</param>
public sealed class DeletedRunException(Guid run) : Exception($"Run {run:N} is in the bin. Restore it before you log to it.")
{
    /// <summary>The run.</summary>
    public Guid Run => run;
}
