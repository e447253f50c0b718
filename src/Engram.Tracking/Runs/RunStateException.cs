namespace Engram.Tracking.Runs;

/// <summary>A run was asked for a move its state does not allow.</summary>
/// <param name="id">The run.</param>
/// <param name="state">Where it is.</param>
/// <param name="next">Where it was to go.</param>
public sealed class RunStateException(Guid id, RunState state, RunState next) : Exception(
    $"Run {id:N} is {Word(state)} and cannot become {Word(next)}; only a run that is {string.Join(" or ", Accepted(next).Select(Word))} can.")
{
    // Back into the queue on demand is a retry; a running run goes there only when its worker lets go of it.
    private static IEnumerable<RunState> Accepted(RunState next) =>
        RunLife.Before(next).Where(state => next != RunState.Queued || state.IsOver());

    private static string Word(RunState state) => state.ToString().ToLowerInvariant();
}
