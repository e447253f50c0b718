using System.Text.Json;
using Engram.Tracking.Runs;
using Engram.Tracking.Studies;

namespace Engram.Web.Api.Studies;

/// <summary>What a submission makes, or would make.</summary>
/// <param name="Id">Identifier of the study; absent in a dry run.</param>
/// <param name="Conditions">Its conditions.</param>
/// <param name="Runs">The runs, in the order in which they wait for a worker: seed by seed.</param>
internal sealed record SubmissionAnswer(Guid? Id, IReadOnlyList<SubmittedCondition> Conditions, IReadOnlyList<RunToCome> Runs);

/// <summary>One condition of a submission.</summary>
/// <param name="Label">Short name, unique within the study.</param>
/// <param name="Options">Every option with its value, defaults included.</param>
/// <param name="OptionsHash">SHA-256 of the canonical JSON of the options: the same options have the same hash in every study.</param>
internal sealed record SubmittedCondition(string Label, JsonElement Options, string OptionsHash);

/// <summary>One run of a submission.</summary>
/// <param name="Id">Identifier of the run; absent in a dry run.</param>
/// <param name="Condition">Label of its condition.</param>
/// <param name="Seed">Its seed.</param>
internal sealed record RunToCome(Guid? Id, string Condition, long Seed);

/// <summary>A study in a list.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="ProjectId">Identifier of its project.</param>
/// <param name="Project">Name of its project.</param>
/// <param name="Name">Name.</param>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="Preset">Preset it was made from; absent when from none.</param>
/// <param name="Tags">Labels for finding it again.</param>
/// <param name="CreatedAt">When it was submitted.</param>
/// <param name="Progress">How far it is.</param>
internal sealed record StudySummary(Guid Id, Guid ProjectId, string Project, string Name, string Experiment, string? Preset, string[] Tags,
    DateTimeOffset CreatedAt, ProgressAnswer Progress);

/// <summary>A study.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="ProjectId">Identifier of its project.</param>
/// <param name="Project">Name of its project.</param>
/// <param name="Name">Name.</param>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="ExperimentVersion">Version of the experiment at submission.</param>
/// <param name="Preset">Preset it was made from; absent when from none.</param>
/// <param name="Seeds">Seeds of every condition.</param>
/// <param name="Conditions">Its conditions, in order.</param>
/// <param name="Transfer">Kind of checkpoint → identifier of the checkpoint every run starts from.</param>
/// <param name="Priority">Higher goes first.</param>
/// <param name="Tags">Labels for finding it again.</param>
/// <param name="CreatedAt">When it was submitted.</param>
/// <param name="Progress">How far it is.</param>
internal sealed record StudyAnswer(Guid Id, Guid ProjectId, string Project, string Name, string Experiment, int ExperimentVersion, string? Preset,
    long[] Seeds, IReadOnlyList<ConditionAnswer> Conditions, IReadOnlyDictionary<string, Guid> Transfer, int Priority, string[] Tags,
    DateTimeOffset CreatedAt, ProgressAnswer Progress);

/// <summary>One condition of a study.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="Label">Short name, unique within the study.</param>
/// <param name="Options">Every option with its value, defaults included.</param>
/// <param name="OptionsHash">SHA-256 of the canonical JSON of the options.</param>
internal sealed record ConditionAnswer(Guid Id, string Label, JsonElement Options, string OptionsHash);

/// <summary>How far a study is, against its design. A seed cannot be doubled: there is room for one run per condition and seed.</summary>
/// <param name="Expected">Runs it should have: conditions × seeds.</param>
/// <param name="Done">Share done, 0 to 1; a running run counts by its own progress.</param>
/// <param name="IsOver">Every run it should have is there, and over.</param>
/// <param name="Runs">State → number of runs.</param>
/// <param name="Missing">Conditions that lack runs, with the seeds they lack; <c>POST /studies/{id}/extend</c> with these seeds makes them.</param>
internal sealed record ProgressAnswer(int Expected, double Done, bool IsOver, IReadOnlyDictionary<RunState, int> Runs,
    IReadOnlyList<MissingSeeds> Missing)
{
    public static ProgressAnswer Of(StudyProgress progress) => new(progress.Expected, progress.Done, progress.IsOver,
        Enum.GetValues<RunState>().ToDictionary(state => state, progress.Count),
            [.. progress.Missing.Select(hole => new MissingSeeds(hole.Key, hole.Value))]);
}

/// <summary>Seeds that a condition has no run for.</summary>
/// <param name="ConditionId">Identifier of the condition.</param>
/// <param name="Seeds">The seeds.</param>
internal sealed record MissingSeeds(Guid ConditionId, long[] Seeds);

/// <summary>What a cancellation reached.</summary>
/// <param name="Runs">How many runs: queued ones are cancelled at once, running ones within moments.</param>
internal sealed record CancelledAnswer(int Runs);
