namespace Engram.Experiments.Running;

/// <summary>A point of a metric.</summary>
/// <param name="Task">The task it belongs to, or null when none had begun.</param>
/// <param name="Key">Metric key.</param>
/// <param name="Step">Step within the task.</param>
/// <param name="Value">Any double.</param>
public sealed record RecordedPoint(string? Task, string Key, long Step, double Value);

/// <summary>A checkpoint that was saved.</summary>
/// <param name="Handle">What transfers name.</param>
/// <param name="Task">The task it was taken in, or null.</param>
/// <param name="Kind">What the bytes are.</param>
/// <param name="Step">Step within the task after which it was taken.</param>
/// <param name="Content">A safetensors file.</param>
public sealed record RecordedCheckpoint(CheckpointHandle Handle, string? Task, CheckpointKind Kind, long Step, byte[] Content);

/// <summary>The edge "this task started from that checkpoint".</summary>
/// <param name="Task">The task that started, or null.</param>
/// <param name="From">What it started from.</param>
public sealed record RecordedTransfer(string? Task, CheckpointHandle From);

/// <summary>A log line.</summary>
/// <param name="Task">The task in which it was written, or null.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Line">The text.</param>
public sealed record RecordedLine(string? Task, LogSeverity Severity, string Line);
