namespace Engram.Client.Buffering;

/// <summary>A line on its way.</summary>
internal readonly record struct PendingLine(DateTimeOffset At, LineSeverity Severity, string Text);

/// <summary>What a program said since the last look.</summary>
/// <param name="Series">Points, by series.</param>
/// <param name="Lines">Lines of the log, in order.</param>
/// <param name="Change">What is to change about the run; null when nothing is.</param>
/// <param name="Count">How much room it takes: points and lines.</param>
/// <param name="Flush">Calls of <see cref="RunBuffer.Flush"/> that came before it and are answered when it is on disk.</param>
internal sealed record Pending(IReadOnlyList<SeriesColumns> Series, IReadOnlyList<PendingLine> Lines, RunChange? Change, int Count, long Flush);
