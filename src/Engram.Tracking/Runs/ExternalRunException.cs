namespace Engram.Tracking.Runs;

/// <summary>Something was asked of an external run that only a worker could do.</summary>
/// <param name="run">The run.</param>
public sealed class ExternalRunException(Guid run)
    : Exception($"Run {run:N} is logged to by a client and executed by no worker here; its state is for the client to set.");
