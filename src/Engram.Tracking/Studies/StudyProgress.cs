using Engram.Tracking.Runs;

namespace Engram.Tracking.Studies;

/// <summary>How far a study is, against its design.</summary>
/// <param name="Expected">Runs it should have: conditions × seeds.</param>
/// <param name="Runs">State → number of runs; states without runs are absent.</param>
/// <param name="Done">Share done, 0 to 1: a run that is over counts whole, a running one by its own progress.</param>
/// <param name="Missing">Condition → its seeds that have no run; conditions that lack none are absent.</param>
/// <remarks>A seed cannot be doubled: the table has room for one run per condition and seed that is not deleted.</remarks>
public sealed record StudyProgress(int Expected, IReadOnlyDictionary<RunState, int> Runs, double Done, IReadOnlyDictionary<Guid, long[]> Missing)
{
    /// <summary>Every run it should have is there, and over.</summary>
    public bool IsOver => Missing.Count == 0 && Runs.Keys.All(state => state.IsOver());

    /// <summary>Runs in a state.</summary>
    public int Count(RunState state) => Runs.GetValueOrDefault(state);
}
