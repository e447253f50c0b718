namespace Engram.Web.Api.Workers;

/// <summary>A process that executes runs.</summary>
/// <param name="Id">Identifier, new with every start of the process.</param>
/// <param name="Name">Host and process.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="State"><c>alive</c>, <c>silent</c> (not heard of for ten seconds) or <c>stopped</c>.</param>
/// <param name="Concurrency">How many runs it executes at a time.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="SeenAt">Its last sign of life.</param>
/// <param name="StoppedAt">When it stopped in good order; absent until then.</param>
/// <param name="Runs">The runs it holds.</param>
internal sealed record WorkerAnswer(Guid Id, string Name, string Version, string State, int Concurrency, DateTimeOffset StartedAt,
    DateTimeOffset SeenAt, DateTimeOffset? StoppedAt, IReadOnlyList<HeldRunAnswer> Runs);

/// <summary>A run that a worker holds.</summary>
/// <param name="Id">Identifier of the run.</param>
/// <param name="StudyId">Identifier of its study.</param>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="Condition">Label of its condition.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="StartedAt">Since when.</param>
/// <param name="Progress">Share done, 0 to 1.</param>
/// <param name="Doing">What is being done.</param>
internal sealed record HeldRunAnswer(Guid Id, Guid StudyId, string Experiment, string Condition, long Seed, int Attempt, DateTimeOffset? StartedAt,
    double Progress, string Doing);

/// <summary>How long the queue is.</summary>
/// <param name="Queued">Runs that wait.</param>
/// <param name="Running">Runs that are executed.</param>
/// <param name="Slots">How many runs the workers that are alive can execute at a time.</param>
/// <param name="Next">The runs that are taken next, in order.</param>
internal sealed record QueueAnswer(int Queued, int Running, int Slots, IReadOnlyList<QueuedRunAnswer> Next);

/// <summary>A run that waits.</summary>
/// <param name="Id">Identifier of the run.</param>
/// <param name="StudyId">Identifier of its study.</param>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="Condition">Label of its condition.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Priority">Higher goes first.</param>
/// <param name="SubmittedAt">Since when it waits.</param>
internal sealed record QueuedRunAnswer(Guid Id, Guid StudyId, string Experiment, string Condition, long Seed, int Priority,
    DateTimeOffset SubmittedAt);
