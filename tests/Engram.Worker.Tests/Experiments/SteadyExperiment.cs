using System.ComponentModel.DataAnnotations;
using Engram.Experiments;
using Engram.Experiments.Running;
using Engram.Numerics.Serialization;

namespace Engram.Worker.Tests.Experiments;

/// <summary>Options of an experiment that does everything an experiment can do, at the pace asked for.</summary>
public sealed record SteadyOptions
{
    /// <summary>Steps per task.</summary>
    [Range(1, 1_000_000)] public int Steps { get; init; } = 20;

    /// <summary>Milliseconds to sleep before each step.</summary>
    [Range(0, 10_000)] public int PauseMs { get; init; }
}

[Experiment("steady", "Does a walk of random steps arrive in the record as it was walked?")]
public sealed class SteadyExperiment(SteadyOptions options) : IExperiment
{
    public void Run(IRunContext run)
    {
        var before = run.Input(CheckpointKind.Memory);
        run.Record("inputs", 0, before?.Content.Length ?? 0);
        CheckpointHandle? last = before?.Handle;
        foreach (var task in new[] { "out", "back" })
        {
            run.BeginTask(task);
            if (last is { } from) run.RecordTransfer(from);
            var chance = run.Random($"walk/{task}");
            var (position, path) = (0.0, new double[options.Steps]);
            for (var step = 0; step < options.Steps; step++)
            {
                run.Cancelled.ThrowIfCancellationRequested();
                if (options.PauseMs > 0) run.Cancelled.WaitHandle.WaitOne(options.PauseMs);
                position += chance.NextDouble() - 0.5;
                path[step] = position;
                run.Record("position", step, step % 7 == 3 ? double.NaN : position);
                run.Record("square", step, step == 0 ? double.NegativeInfinity : position * position);
                run.Progress((step + 1.0) / options.Steps, $"task {task}");
            }
            last = run.SaveCheckpoint(CheckpointKind.Memory, options.Steps - 1, new SafeTensorsBuilder().Add<double>("path", path).Build().ToBytes());
            run.Log(LogSeverity.Info, $"{task}: arrived at {position:R}");
        }
    }
}
