using Engram.Experiments;
using Engram.Experiments.Running;

namespace Engram.Worker.Tests.Experiments;

/// <summary>What an experiment can do wrong.</summary>
public enum Misdeed
{
    /// <summary>Throws in the middle.</summary>
    Throws,

    /// <summary>Never asks whether it is to stop, and records nothing.</summary>
    IsDeaf,

    /// <summary>Never asks whether it is to stop, but records.</summary>
    OnlyRecords,

    /// <summary>Records a metric without a name.</summary>
    NamesNothing,

    /// <summary>Keeps bytes that are no safetensors file.</summary>
    KeepsRubbish,

    /// <summary>Starts from a checkpoint that does not exist.</summary>
    StartsFromNothing,

    /// <summary>Claims to be cancelled though nobody asked.</summary>
    PretendsToBeCancelled,

    /// <summary>Notices the cancel inside a task, whose wait wraps it.</summary>
    StopsInParts,

    /// <summary>Ends the whole process.</summary>
    EndsTheProcess,
}

/// <summary>Options of an experiment that does not behave.</summary>
public sealed record UnrulyOptions
{
    /// <summary>What it does.</summary>
    public Misdeed Misdeed { get; init; }
}

[Experiment("unruly", "Does the worker survive what an experiment can do wrong?")]
public sealed class UnrulyExperiment(UnrulyOptions options) : IExperiment
{
    public void Run(IRunContext run)
    {
        for (var step = 0; step < 10; step++) run.Record("before", step, step);
        run.Log(LogSeverity.Warning, "now it comes");
        switch (options.Misdeed)
        {
            case Misdeed.Throws: throw new InvalidOperationException("The weights of layer 2 are not finite.");
            case Misdeed.IsDeaf: Thread.Sleep(8_000); break; // longer than it takes to give it up, on a busy machine too
            case Misdeed.OnlyRecords: for (var step = 0; ; step++) { run.Record("after", step, step); Thread.Sleep(1); }
            case Misdeed.NamesNothing: run.Record("", 0, 0); break;
            case Misdeed.KeepsRubbish: run.SaveCheckpoint(CheckpointKind.Network, 0, new byte[] { 1, 2, 3 }); break;
            case Misdeed.StartsFromNothing: run.RecordTransfer(new(Guid.Empty)); break;
            case Misdeed.PretendsToBeCancelled: throw new OperationCanceledException("The environment gave up.");
            case Misdeed.StopsInParts: Task.Run(() => { while (true) { run.Cancelled.ThrowIfCancellationRequested(); Thread.Sleep(1); } }).Wait(); break;
            case Misdeed.EndsTheProcess: Thread.Sleep(500); Environment.Exit(9); break;
        }
    }
}
