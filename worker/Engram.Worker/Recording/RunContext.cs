using Engram.Experiments.Running;
using Engram.Numerics.Random;
using Engram.Tracking.Checkpoints;
using Engram.Tracking.Runs;
using Engram.Worker.Execution;

namespace Engram.Worker.Recording;

/// <summary>What an experiment sees of the platform when a worker runs it: everything goes into the record.</summary>
/// <remarks>Every call throws <see cref="OperationCanceledException"/> once the run is to stop, so that an experiment that never asks stops too.</remarks>
/// <param name="execution">The run.</param>
/// <param name="writer">Carries what is recorded.</param>
/// <param name="checkpoints">Takes transfers.</param>
/// <param name="inputs">What the study hands to its runs.</param>
/// <param name="processors">How many it may use.</param>
/// <param name="time">Identifiers of checkpoints, and the experiment's own durations.</param>
internal sealed class RunContext(
    RunExecution execution, RunWriter writer, CheckpointStore checkpoints, StudyInputs inputs, ProcessorShare processors, TimeProvider time) : IRunContext
{
    private readonly RandomStream _root = RandomStream.FromSeed((ulong)execution.Run.Seed);
    private readonly List<string> _tasks = [];
    private long _firstStep;
    private long _lastStep = -1;

    /// <inheritdoc/>
    public long Seed => execution.Run.Seed;

    /// <inheritdoc/>
    public CancellationToken Cancelled => execution.Stopping;

    /// <inheritdoc/>
    public int Processors => processors.OfOneRun;

    /// <inheritdoc/>
    public TimeProvider Time => time;

    private int? Task => _tasks.Count == 0 ? null : _tasks.Count - 1;

    /// <inheritdoc/>
    public RandomStream Random(string purpose) => _root.Split(purpose);

    /// <inheritdoc/>
    public void BeginTask(string name)
    {
        RecordingRules.RequireNewTask(name, _tasks);
        // A task is as long as its points: a checkpoint taken after n steps adds none. Steps before the first task are the run's own and do not push its tasks back.
        _firstStep = _tasks.Count == 0 ? 0 : _firstStep + _lastStep + 1;
        _lastStep = -1;
        _tasks.Add(name);
        var (index, first) = (_tasks.Count - 1, _firstStep);
        writer.Write((record, ct) => RunJournal.BeginTaskAsync(record, index, name, first, ct));
    }

    /// <inheritdoc/>
    public void Record(string key, long step, double value)
    {
        RecordingRules.RequirePoint(key, step);
        writer.Point(Task, key, step, value);
        _lastStep = Math.Max(_lastStep, step);
    }

    /// <inheritdoc/>
    public CheckpointHandle SaveCheckpoint(CheckpointKind kind, long step, ReadOnlyMemory<byte> content)
    {
        RecordingRules.RequireStep(step);
        // Refused here, where the experiment can be seen, and not later in the background.
        var checkpoint = new NewCheckpoint(kind.Word(), Task, step, content.ToArray(), time.GetUtcNow());
        writer.Keep(checkpoint);
        return new(checkpoint.Id);
    }

    /// <inheritdoc/>
    public void RecordTransfer(CheckpointHandle checkpoint)
    {
        var task = Task;
        writer.Write((record, ct) => checkpoints.RecordTransferAsync(record, task, checkpoint.Id, ct));
    }

    /// <inheritdoc/>
    public TransferInput? Input(CheckpointKind kind) => inputs.Read(execution, kind);

    /// <inheritdoc/>
    public void Progress(double share, string doing)
    {
        RecordingRules.RequireShare(share);
        writer.Progress(share, doing);
    }

    /// <inheritdoc/>
    public void Log(LogSeverity severity, string line) => writer.Line(severity.ToString().ToLowerInvariant(), line);

    /// <summary>The experiment came to its end: so does its last task.</summary>
    public void End()
    {
        if (Task is not { } index) return;
        var last = _firstStep + _lastStep;
        writer.Write((record, ct) => RunJournal.EndTaskAsync(record, index, last, ct));
    }
}
