namespace Engram.Tracking.Runs;

/// <summary>A line that a client writes to the log of its run.</summary>
/// <param name="At">When.</param>
/// <param name="Severity"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Text">The line.</param>
public sealed record ExternalLine(DateTimeOffset At, string Severity, string Text);
