using System.Text.Json;
using Engram.Tracking.Runs;

namespace Engram.Web.Api.Runs;

/// <summary>A run in a list.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="ProjectId">Identifier of its project.</param>
/// <param name="Name">What people call it.</param>
/// <param name="External">A client logs to it; no worker executes it, and it has no study.</param>
/// <param name="StudyId">Identifier of its study; absent for an external run.</param>
/// <param name="Study">Name of its study; absent for an external run.</param>
/// <param name="Experiment">Name of the experiment; absent for an external run.</param>
/// <param name="ConditionId">Identifier of its condition; absent for an external run.</param>
/// <param name="Condition">Label of its condition; absent for an external run.</param>
/// <param name="Seed">Its seed; absent for an external run without one.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Attempt">How often a worker took it.</param>
/// <param name="Progress">Share done, 0 to 1.</param>
/// <param name="Doing">What is being done, in a few words.</param>
/// <param name="CancelRequested">A person asked it to stop.</param>
/// <param name="Error">Why it failed; absent otherwise.</param>
/// <param name="Tags">Labels for finding it again.</param>
/// <param name="SubmittedAt">When it was submitted or retried.</param>
/// <param name="StartedAt">When the last attempt began; absent before the first.</param>
/// <param name="FinishedAt">When it was over; absent until then.</param>
public sealed record RunSummary(Guid Id, Guid ProjectId, string Name, bool External, Guid? StudyId, string? Study, string? Experiment,
    Guid? ConditionId, string? Condition, long? Seed, RunState State, int Attempt, double Progress, string Doing, bool CancelRequested, string? Error, string[] Tags,
    DateTimeOffset SubmittedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
{
    /// <summary>What it has in the fields that <c>columns</c> asked for, by their names; what it does not have is absent, and so is this when nothing was asked for.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Columns { get; init; }
}

/// <summary>Everything about a run.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="ProjectId">Identifier of its project.</param>
/// <param name="Name">What people call it.</param>
/// <param name="External">A client logs to it; no worker executes it, and it has no study.</param>
/// <param name="StudyId">Identifier of its study; absent for an external run.</param>
/// <param name="Study">Name of its study; absent for an external run.</param>
/// <param name="Experiment">Name of the experiment; absent for an external run.</param>
/// <param name="ExperimentVersion">Version of the experiment at submission; absent for an external run.</param>
/// <param name="ConditionId">Identifier of its condition; absent for an external run.</param>
/// <param name="Condition">Label of its condition; absent for an external run.</param>
/// <param name="Options">Every option with its value, defaults included; of an external run, what its client logged.</param>
/// <param name="OptionsHash">SHA-256 of the canonical JSON of the options; absent for an external run, whose options may still grow.</param>
/// <param name="Seed">Its seed; absent for an external run without one.</param>
/// <param name="ParentId">Identifier of the run it is a part of; absent when there is none.</param>
/// <param name="User">Whose run it is, as the client said; absent when it did not.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Attempt">How often a worker took it.</param>
/// <param name="Losses">How many of these attempts were lost with their worker.</param>
/// <param name="Priority">Higher goes first.</param>
/// <param name="Progress">Share done, 0 to 1.</param>
/// <param name="Doing">What is being done, in a few words.</param>
/// <param name="CancelRequested">A person asked it to stop.</param>
/// <param name="Error">Why it failed; absent otherwise.</param>
/// <param name="Notes">Free text of a person.</param>
/// <param name="Tags">Labels for finding it again.</param>
/// <param name="TagValues">Tags that carry a value: key → text.</param>
/// <param name="Environment">Machine, runtime and code version of the last attempt; absent before the first.</param>
/// <param name="WorkerId">Worker that holds or last held it; absent before the first attempt.</param>
/// <param name="SubmittedAt">When it was submitted or retried.</param>
/// <param name="StartedAt">When the last attempt began; absent before the first.</param>
/// <param name="FinishedAt">When it was over; absent until then.</param>
internal sealed record RunAnswer(Guid Id, Guid ProjectId, string Name, bool External, Guid? StudyId, string? Study, string? Experiment,
    int? ExperimentVersion, Guid? ConditionId, string? Condition, JsonElement Options, string? OptionsHash, long? Seed, Guid? ParentId, string? User, RunState State, int Attempt, int Losses, int Priority, double Progress,
    string Doing, bool CancelRequested, RunError? Error, string Notes, string[] Tags, JsonElement TagValues, JsonElement? Environment, Guid? WorkerId,
    DateTimeOffset SubmittedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
{
    /// <summary>The answer for a run whose study and condition, if it has any, are loaded.</summary>
    public static RunAnswer Of(Run run) => new(
        run.Id, run.ProjectId, run.Name, run.IsExternal, run.StudyId, run.Study?.Name, run.Experiment, run.Study?.ExperimentVersion, run.ConditionId,
        run.Condition?.Label, run.Options.RootElement, run.Condition?.OptionsHash, run.Seed, run.ParentId, run.UserName is "" ? null : run.UserName, run.State, run.Attempt, run.Losses, run.Priority, run.Progress,
        run.Doing, run.CancelRequested, run.ErrorMessage is null ? null : new(run.ErrorMessage, run.ErrorDetail), run.Notes, run.Tags, run.TagValues.RootElement,
        run.Environment is null ? null : JsonElement.Parse(run.Environment), run.WorkerId, run.SubmittedAt, run.StartedAt, run.FinishedAt);
}

/// <summary>Why a run failed.</summary>
/// <param name="Message">In words.</param>
/// <param name="Detail">Type and stack of the error; absent when there is none.</param>
internal sealed record RunError(string Message, string? Detail);

/// <summary>A run that was submitted by itself: a study of one condition and one seed; or an external run.</summary>
/// <param name="Id">Identifier of the run.</param>
/// <param name="StudyId">Identifier of the study that was made for it; absent for an external run.</param>
/// <param name="Condition">Label of its condition; absent for an external run.</param>
/// <param name="Seed">Its seed; absent for an external run without one.</param>
internal sealed record SubmittedRunAnswer(Guid Id, Guid? StudyId, string? Condition, long? Seed);

/// <summary>What became of posted lines.</summary>
/// <param name="Written">True when they were written now, false when a request with this number had been before.</param>
/// <param name="Lines">How many lines the request had.</param>
internal sealed record LinesWritten(bool Written, int Lines);

/// <summary>A stage of a run.</summary>
/// <param name="Index">Order within the run, from 0.</param>
/// <param name="Name">Name.</param>
/// <param name="FirstStep">The step over the run at which the task's step 0 lies.</param>
/// <param name="LastStep">The last step over the run; absent while the task goes on.</param>
internal sealed record TaskAnswer(int Index, string Name, long FirstStep, long? LastStep);

/// <summary>One line of a log.</summary>
/// <param name="Id">Grows with time; give the last one as <c>after</c> to read on.</param>
/// <param name="Attempt">Attempt that wrote it.</param>
/// <param name="At">When it was written.</param>
/// <param name="Severity"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Text">The line.</param>
internal sealed record LogLineAnswer(long Id, int Attempt, DateTimeOffset At, string Severity, string Text);

/// <summary>A part of a log, in the order it was written.</summary>
/// <param name="Items">The lines.</param>
/// <param name="After">Give it as <c>after</c> to read on; absent when there are no more lines yet.</param>
internal sealed record LogPage(IReadOnlyList<LogLineAnswer> Items, long? After);
