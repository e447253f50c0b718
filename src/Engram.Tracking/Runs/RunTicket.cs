namespace Engram.Tracking.Runs;

/// <summary>Says that a run may be ready for a worker. It carries no state: the row decides.</summary>
/// <param name="RunId">The run.</param>
public readonly record struct RunTicket(Guid RunId);
