using System.Text.Json;
using Engram.Tracking.Studies;

namespace Engram.Tracking.Runs;

/// <summary>One condition for one seed: the unit of work, and the row that the queue lives on. Or an external run, which a client logs to.</summary>
/// <remarks>
/// A run of a study is executed by a worker. An external run (<see cref="IsExternal"/>) has no study and no worker: <see cref="ExternalRuns"/>
/// makes its row, its state is what its client says it is, any state after any other, and queue and reaper leave it alone.
/// <see cref="Attempt"/> is the fencing token: everything a worker writes about a run names it, so that one that lost
/// the run cannot write any more. Moves between states go through the queue, which obeys <see cref="RunLife"/>.
/// </remarks>
public sealed class Run
{
    private Run() { }

    /// <summary>A run of a study, waiting in the queue.</summary>
    /// <param name="study">Study it belongs to.</param>
    /// <param name="condition">A condition of that study; its options are kept with the run, so that searching needs no join.</param>
    /// <param name="seed">≥ 0; once per condition.</param>
    /// <param name="position">Order within the study's submission, from 0.</param>
    /// <param name="now">Time of submission, UTC.</param>
    public Run(Study study, Condition condition, long seed, int position, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        ProjectId = study.ProjectId;
        StudyId = study.Id;
        ConditionId = condition.Id;
        Seed = seed;
        Name = $"{condition.Label} · seed {seed}";
        Experiment = study.Experiment;
        Options = condition.Options;
        Priority = study.Priority;
        Position = position;
        SubmittedAt = now;
    }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private init; }

    /// <summary>Its project.</summary>
    public Guid ProjectId { get; private init; }

    /// <summary>Study it belongs to; null for an external run.</summary>
    public Guid? StudyId { get; private set; }

    /// <summary>Its study; loaded on demand, null for an external run.</summary>
    public Study? Study { get; private set; }

    /// <summary>Condition it executes; null for an external run.</summary>
    public Guid? ConditionId { get; private set; }

    /// <summary>Its condition; loaded on demand, null for an external run.</summary>
    public Condition? Condition { get; private set; }

    /// <summary>Seed, ≥ 0; null for an external run whose client named none.</summary>
    public long? Seed { get; init; }

    /// <summary>True when a client logs to it and no worker executes it.</summary>
    public bool IsExternal => StudyId is null;

    /// <summary>What people call it: condition and seed, or what the client said. Never empty.</summary>
    public string Name { get; set; } = "";

    /// <summary>Name of the experiment in the catalogue; null for an external run.</summary>
    public string? Experiment { get; private set; }

    /// <summary>Its settings as a JSON object: those of its condition, or what the client logged.</summary>
    public JsonDocument Options { get; private init; } = JsonDocument.Parse("{}");

    /// <summary>The run it is a part of (a fold, a trial), or null.</summary>
    public Guid? ParentId { get; set; }

    /// <summary>Whose run it is, as the client said; may be empty.</summary>
    public string UserName { get; init; } = "";

    /// <summary>Where it is in its life.</summary>
    public RunState State { get; private init; } = RunState.Queued;

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

    /// <summary>Tags that carry a value, as those of MLflow clients do: a JSON object, key → text.</summary>
    public JsonDocument TagValues { get; init; } = JsonDocument.Parse("{}");

    /// <summary>Machine, runtime and code version of the last attempt, as JSON; null before the first.</summary>
    public string? Environment { get; private set; }

    /// <summary>When it was submitted or retried; of an external run, when it was created.</summary>
    public DateTimeOffset SubmittedAt { get; private init; }

    /// <summary>When the last attempt began, or when the client says it did.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When it was put into the bin, or null.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
}
