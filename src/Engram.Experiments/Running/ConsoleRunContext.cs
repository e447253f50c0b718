using System.Globalization;
using Engram.Experiments.Options;
using Engram.Numerics.Random;

namespace Engram.Experiments.Running;

/// <summary>A run context for a terminal: tells tasks, progress and log lines as they come, and keeps everything in lists.</summary>
/// <param name="kept">Keeps what is recorded.</param>
/// <param name="writer">Where lines go.</param>
public sealed class ConsoleRunContext(ListRunContext kept, TextWriter writer) : IRunContext
{
    private int lastPercent = -1;

    /// <inheritdoc/>
    public long Seed => kept.Seed;

    /// <inheritdoc/>
    public CancellationToken Cancelled => kept.Cancelled;

    /// <inheritdoc/>
    public int Processors => kept.Processors;

    /// <inheritdoc/>
    public TimeProvider Time => kept.Time;

    /// <inheritdoc/>
    public RandomStream Random(string purpose) => kept.Random(purpose);

    /// <inheritdoc/>
    public void BeginTask(string name)
    {
        kept.BeginTask(name);
        writer.WriteLine($"task {name}");
    }

    /// <inheritdoc/>
    public void Record(string key, long step, double value) => kept.Record(key, step, value);

    /// <inheritdoc/>
    public CheckpointHandle SaveCheckpoint(CheckpointKind kind, long step, ReadOnlyMemory<byte> content) => kept.SaveCheckpoint(kind, step, content);

    /// <inheritdoc/>
    public void RecordTransfer(CheckpointHandle checkpoint) => kept.RecordTransfer(checkpoint);

    /// <inheritdoc/>
    public TransferInput? Input(CheckpointKind kind) => kept.Input(kind);

    /// <summary>Tells every tenth percent once.</summary>
    public void Progress(double share, string doing)
    {
        kept.Progress(share, doing);
        var percent = (int)(share * 10) * 10;
        if (percent != lastPercent)
        {
            lastPercent = percent;
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{percent,3} % {doing}"));
        }
    }

    /// <inheritdoc/>
    public void Log(LogSeverity severity, string line)
    {
        kept.Log(severity, line);
        writer.WriteLine(severity == LogSeverity.Info ? line : $"{severity}: {line}");
    }

    /// <summary>Writes the scores of the run: one line per task and metric.</summary>
    /// <param name="metrics">The metrics of the experiment; those that are scores are written.</param>
    public void WriteScores(IEnumerable<MetricDeclaration> metrics)
    {
        foreach (var metric in metrics.Where(metric => metric.IsScore))
        {
            foreach (var task in kept.Points.Where(point => point.Key == metric.Key).Select(point => point.Task).Distinct())
            {
                writer.WriteLine($"{task ?? "run"}  {metric.Key} = {CanonicalJson.Number(kept.Last(metric.Key, task))} {metric.Unit}");
            }
        }
    }
}
