using Engram.Tracking.Deletions;

namespace Engram.Web.Api.Deletions;

/// <summary>A thing in the bin.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its identifier.</param>
/// <param name="Name">What people called it.</param>
/// <param name="ProjectId">Identifier of its project; of a project, its own.</param>
/// <param name="Project">Name of its project.</param>
/// <param name="DeletedAt">When it went into the bin.</param>
/// <param name="PurgedFrom">From when on it may be gone for good; absent where the bin is only emptied by hand.</param>
/// <param name="Runs">How many runs come back with it.</param>
internal sealed record BinAnswer(BinKind Kind, Guid Id, string Name, Guid ProjectId, string Project, DateTimeOffset DeletedAt, DateTimeOffset? PurgedFrom, int Runs);

/// <summary>What went into the bin.</summary>
/// <param name="DeletedAt">When; <c>POST /runs/restore</c> with it undoes the deletion.</param>
/// <param name="Deleted">How many runs went.</param>
/// <param name="Kept">How many stay.</param>
/// <param name="SomeKept">The first hundred of these, and why they stay.</param>
internal sealed record DeletedRuns(DateTimeOffset DeletedAt, int Deleted, int Kept, IReadOnlyList<KeptRunAnswer> SomeKept)
{
    public static DeletedRuns Of(BinnedRuns binned) => new(binned.DeletedAt, binned.Runs, binned.Kept,
        [.. binned.SomeKept.Select(kept => new KeptRunAnswer(kept.Id, kept.Reason, kept.NeededBy, kept.NeededByStudies))]);
}

/// <summary>A run that stays, and why.</summary>
/// <param name="Id">Identifier of the run.</param>
/// <param name="Reason"><c>open</c>: a worker has it, cancel it first; <c>needed</c>: others started from it, and would have to go with it.</param>
/// <param name="NeededBy">Identifiers of up to ten runs that started from one of its checkpoints.</param>
/// <param name="NeededByStudies">Identifiers of up to ten studies whose runs start from one of its checkpoints.</param>
internal sealed record KeptRunAnswer(Guid Id, KeptReason Reason, IReadOnlyList<Guid> NeededBy, IReadOnlyList<Guid> NeededByStudies);

/// <summary>What came back from the bin.</summary>
/// <param name="Restored">How many runs.</param>
/// <param name="Kept">
/// Identifiers of up to a hundred runs that stay: another run has their place in the study (the same condition and seed), or what they belong to is in the bin.
/// </param>
internal sealed record RestoredAnswer(int Restored, IReadOnlyList<Guid> Kept);

/// <summary>What is gone for good.</summary>
/// <param name="Runs">How many runs.</param>
/// <param name="Studies">How many studies.</param>
/// <param name="Projects">How many projects.</param>
/// <param name="CheckpointBytes">Bytes of checkpoints that nobody else had.</param>
/// <param name="ArtifactBytes">Bytes of artifacts that nobody else had.</param>
/// <param name="Kept">How many runs were due and stay, because something that is still there started from them.</param>
internal sealed record PurgedAnswer(int Runs, int Studies, int Projects, long CheckpointBytes, long ArtifactBytes, int Kept);
