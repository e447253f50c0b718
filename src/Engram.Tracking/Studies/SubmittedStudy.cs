namespace Engram.Tracking.Studies;

/// <summary>What a submission made.</summary>
/// <param name="Id">The study.</param>
/// <param name="Runs">The new runs, in the order in which they stand in the queue: seed by seed.</param>
public sealed record SubmittedStudy(Guid Id, IReadOnlyList<SubmittedRun> Runs);

/// <summary>A run that was queued.</summary>
/// <param name="Id">The run.</param>
/// <param name="Condition">Label of its condition.</param>
/// <param name="Seed">Its seed.</param>
public sealed record SubmittedRun(Guid Id, string Condition, long Seed);
