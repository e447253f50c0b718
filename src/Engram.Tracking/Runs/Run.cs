using Engram.Tracking.Studies;

namespace Engram.Tracking.Runs;

/// <summary>One condition for one seed: the unit of work, and the row that the queue lives on.</summary>
/// <remarks>
/// <see cref="Attempt"/> is the fencing token: everything a worker writes about a run names it, so that one that lost
/// the run cannot write any more. Moves between states go through the queue, which obeys <see cref="RunLife"/>.
/// </remarks>
public sealed class Run
{
    private Run() { }

    /// <summary>A run waiting in the queue.</summary>
    /// <param name="projectId">Project of its study.</param>
    /// <param name="studyId">Study it belongs to.</param>
    /// <param name="conditionId">A condition of that study.</param>
    /// <param name="seed">≥ 0; once per condition.</param>
    /// <param name="priority">Higher goes first.</param>
    /// <param name="position">Order within the study's submission, from 0.</param>
    /// <param name="now">Time of submission, UTC.</param>
    public Run(Guid projectId, Guid studyId, Guid conditionId, long seed, int priority, int position, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        ProjectId = projectId;
        StudyId = studyId;
        ConditionId = conditionId;
        Seed = seed;
        Priority = priority;
        Position = position;
        SubmittedAt = now;
    }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>Project of its study.</summary>
    public Guid ProjectId { get; private set; }

    /// <summary>Study it belongs to.</summary>
    public Guid StudyId { get; private set; }

    /// <summary>Its study; loaded on demand.</summary>
    public Study? Study { get; private set; }

    /// <summary>Condition it executes.</summary>
    public Guid ConditionId { get; private set; }

    /// <summary>Its condition; loaded on demand.</summary>
    public Condition? Condition { get; private set; }

    /// <summary>Seed, ≥ 0.</summary>
    public long Seed { get; private set; }

    /// <summary>Where it is in its life.</summary>
    public RunState State { get; private set; } = RunState.Queued;

    /// <summary>How often it was claimed; the fencing token, which is why it never falls. 0 before the first claim.</summary>
    public int Attempt { get; private set; }

    /// <summary>How often its worker was lost since it was submitted or retried. A run that kills its workers is failed after some.</summary>
    public int Losses { get; private set; }

    /// <summary>Higher goes first.</summary>
    public int Priority { get; private set; }

    /// <summary>Order within the study's submission: seed by seed, so that all conditions soon have their first seed.</summary>
    public int Position { get; private set; }

    /// <summary>Worker that holds or last held it, or null.</summary>
    public Guid? WorkerId { get; private set; }

    /// <summary>Until when the worker holds it, by the database's clock; null when nobody does.</summary>
    public DateTimeOffset? LeaseUntil { get; private set; }

    /// <summary>A person asked a running run to stop.</summary>
    public bool CancelRequested { get; private set; }

    /// <summary>Share done, 0 to 1.</summary>
    public double Progress { get; private set; }

    /// <summary>What is being done, in a few words.</summary>
    public string Doing { get; private set; } = "";

    /// <summary>Why it failed, or null.</summary>
    public string? ErrorMessage { get; private set; }

    /// <summary>Type and stack of the error, or null.</summary>
    public string? ErrorDetail { get; private set; }

    /// <summary>Free text of a person.</summary>
    public string Notes { get; set; } = "";

    /// <summary>Labels for finding it again.</summary>
    public string[] Tags { get; set; } = [];

    /// <summary>Machine, runtime and code version of the last attempt, as JSON; null before the first.</summary>
    public string? Environment { get; private set; }

    /// <summary>When it was submitted or retried.</summary>
    public DateTimeOffset SubmittedAt { get; private set; }

    /// <summary>When the last attempt began.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>When it was put into the bin, or null.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
}
