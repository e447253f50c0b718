using Engram.Experiments.Running;
using Engram.Numerics.Random;

namespace Engram.Experiments.Tests.Experiments;

/// <summary>Cancels a run after so many points and counts how many follow.</summary>
internal sealed class CancelledRunContext(ListRunContext kept, CancellationTokenSource source, int after) : IRunContext
{
    public int RecordedAfterwards => kept.Points.Count - after;

    public long Seed => kept.Seed;

    public CancellationToken Cancelled => kept.Cancelled;

    public TimeProvider Time => kept.Time;

    public RandomStream Random(string purpose) => kept.Random(purpose);

    public void BeginTask(string name) => kept.BeginTask(name);

    public void Record(string key, long step, double value)
    {
        kept.Record(key, step, value);
        if (kept.Points.Count == after)
        {
            source.Cancel();
        }
    }

    public CheckpointHandle SaveCheckpoint(CheckpointKind kind, long step, ReadOnlyMemory<byte> content) => kept.SaveCheckpoint(kind, step, content);

    public void RecordTransfer(CheckpointHandle checkpoint) => kept.RecordTransfer(checkpoint);

    public TransferInput? Input(CheckpointKind kind) => kept.Input(kind);

    public void Progress(double share, string doing) => kept.Progress(share, doing);

    public void Log(LogSeverity severity, string line) => kept.Log(severity, line);
}
