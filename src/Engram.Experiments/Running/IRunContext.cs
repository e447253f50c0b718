using Engram.Numerics.Random;

namespace Engram.Experiments.Running;

/// <summary>All an experiment sees of the platform: chance comes from here, and everything it finds out goes here.</summary>
/// <remarks>
/// Used from one thread. The worker's writes to the database, the tests' keeps lists, the console's prints.
/// Recording never drops a point: when the platform cannot keep up, <see cref="Record"/> waits.
/// </remarks>
public interface IRunContext
{
    /// <summary>The seed of this run, ≥ 0.</summary>
    long Seed { get; }

    /// <summary>Signalled when the run is to stop: a person cancelled it, or its worker lost it. Check it every few milliseconds.</summary>
    CancellationToken Cancelled { get; }

    /// <summary>How many processors the run may use at this moment, at least 1: the others work for other runs. It changes while runs begin and end; ask anew for every piece of work.</summary>
    /// <remarks>What is recorded must not depend on it, but for timings. <see cref="ThreadTeam"/> shares out work that is as short as a control tick.</remarks>
    int Processors => 1;

    /// <summary>For durations recorded as timings; never for anything that changes a number.</summary>
    TimeProvider Time { get; }

    /// <summary>The random stream of a purpose (<c>init</c>, <c>env/none</c>): depends on seed and purpose only, never on the order of calls.</summary>
    RandomStream Random(string purpose);

    /// <summary>Begins the next stage of the sequence and ends the one before. Steps are then counted from 0 again.</summary>
    /// <param name="name">A declared task name; a name may be used once in a run.</param>
    void BeginTask(string name);

    /// <summary>Records one point of a metric in the current task, or of the run when no task has begun.</summary>
    /// <param name="key">Metric key, 1 to 250 characters.</param>
    /// <param name="step">Step within the task, ≥ 0; need not grow; the same step again replaces the value.</param>
    /// <param name="value">Any double: NaN and infinities are results.</param>
    void Record(string key, long step, double value);

    /// <summary>Keeps bytes with a meaning.</summary>
    /// <param name="kind">What the bytes are.</param>
    /// <param name="step">Step within the task after which they were taken.</param>
    /// <param name="content">A safetensors file.</param>
    /// <returns>What a later <see cref="RecordTransfer"/> names.</returns>
    CheckpointHandle SaveCheckpoint(CheckpointKind kind, long step, ReadOnlyMemory<byte> content);

    /// <summary>Records the edge "the current task started from that checkpoint".</summary>
    void RecordTransfer(CheckpointHandle checkpoint);

    /// <summary>The checkpoint of this kind that the study hands to its runs, or null when the run starts without one.</summary>
    TransferInput? Input(CheckpointKind kind);

    /// <summary>How much is done.</summary>
    /// <param name="share">From 0 to 1.</param>
    /// <param name="doing">What is being done, a few words.</param>
    void Progress(double share, string doing);

    /// <summary>Writes a line into the run's log.</summary>
    void Log(LogSeverity severity, string line);
}
