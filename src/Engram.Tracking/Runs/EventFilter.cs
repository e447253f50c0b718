namespace Engram.Tracking.Runs;

/// <summary>Which events a subscriber wants: those of any run or study named, or all when none is.</summary>
/// <param name="Runs">Runs.</param>
/// <param name="Studies">Studies, with all their runs.</param>
public sealed record EventFilter(IReadOnlyCollection<Guid> Runs, IReadOnlyCollection<Guid> Studies)
{
    /// <summary>Everything.</summary>
    public static EventFilter All { get; } = new([], []);

    /// <summary>One run.</summary>
    public static EventFilter OfRun(Guid run) => new([run], []);

    /// <summary>One study and its runs.</summary>
    public static EventFilter OfStudy(Guid study) => new([], [study]);

    /// <summary>Whether an event is wanted. That events were missed is wanted by everyone.</summary>
    public bool Wants(RunEvent happened) =>
        (Runs.Count == 0 && Studies.Count == 0) || happened.Kind == RunEventKind.Missed
        || (happened.Run is { } run && Runs.Contains(run)) || (happened.Study is { } study && Studies.Contains(study));
}
