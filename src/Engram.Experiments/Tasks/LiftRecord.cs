using System.Globalization;
using Engram.Experiments.Running;

namespace Engram.Experiments.Tasks;

/// <summary>What is recorded while an arm's torques are learned: curves as they come, scores at the end.</summary>
/// <param name="run">Where it is recorded.</param>
/// <param name="learners">One per joint; the first one is the one that is reported.</param>
/// <param name="batches">Batches of the whole lift.</param>
/// <param name="window">Batches of its first, and of its last, 500 ms.</param>
internal sealed class LiftRecord(IRunContext run, IReadOnlyList<TorqueLearner> learners, int batches, int window)
{
    private const double HighestLoss = 1e12; // Nm²: beyond it nothing is learned any more

    private readonly double[][] losses = [.. learners.Select(_ => new double[batches])];
    private readonly List<double> stepTimes = []; // s
    private readonly List<double> tickTimes = []; // s

    /// <summary>Batches that were recorded so far.</summary>
    public int Batches { get; private set; }

    /// <summary>True when the loss of some joint left the finite numbers or grew too large: the lift has to end.</summary>
    public bool HasDiverged { get; private set; }

    /// <summary>Notes how long a tick took, and how much of it the reported joint.</summary>
    public void AddTimes(TimeSpan step, TimeSpan tick)
    {
        stepTimes.Add(step.TotalSeconds);
        tickTimes.Add(tick.TotalSeconds);
    }

    /// <summary>Records one step of one joint.</summary>
    public void Add(int batch, TorqueLearner learner, TorqueStep step, ReadOnlySpan<float> torques)
    {
        var isReported = learner == learners[0];
        losses[IndexOf(learner)][batch] = step.Loss;
        Batches = batch + 1;
        run.Record(isReported ? "loss" : $"joint{learner.Joint}/loss", batch, step.Loss);
        if (!(step.Loss <= HighestLoss))
        {
            HasDiverged = true;
            run.Log(LogSeverity.Warning, $"Joint {learner.Joint} diverged: loss {step.Loss} in batch {batch}. The task ends here.");
        }

        if (isReported)
        {
            run.Record("torque/measured", batch, Mean(torques));
            run.Record("torque/predicted", batch, step.Predicted);
            run.Record("gradient/clipped-share", batch, step.ClippedShare);
            RecordRates(batch, learner);
        }
    }

    /// <summary>Records the scores of the task, and says in the log how it went.</summary>
    /// <param name="task">Its name.</param>
    public void WriteScores(string task)
    {
        foreach (var learner in learners)
        {
            var (prefix, loss) = (learner == learners[0] ? "" : $"joint{learner.Joint}/", losses[IndexOf(learner)]);
            Score($"{prefix}mse/first-500ms", MeanLoss(loss, 0));
            Score($"{prefix}mse/last-500ms", MeanLoss(loss, batches - window));
        }

        Score("loss/initial", losses[0][0]);
        Score("diverged", HasDiverged ? 1 : 0);
        stepTimes.Sort();
        tickTimes.Sort();
        Score("step-time/mean", stepTimes.Average());
        Score("step-time/p99", Quantile(stepTimes, 0.99));
        Score("tick-time/median", Quantile(tickTimes, 0.5));
        Score("tick-time/p99.9", Quantile(tickTimes, 0.999));
        if (!HasDiverged)
        {
            run.Log(LogSeverity.Info, string.Create(CultureInfo.InvariantCulture,
                $"{task}: {Batches} updates; mean loss {MeanLoss(losses[0], 0):G4} Nm² in the first 500 ms, {MeanLoss(losses[0], batches - window):G4} Nm² in the last."));
        }
    }

    // A memory serves a layer, or one of its two variables: memories stand in the order of the parameters, as layers do.
    private void RecordRates(int batch, TorqueLearner learner)
    {
        var memories = learner.Memories;
        if (memories.Count == 0)
        {
            return;
        }

        var next = 0;
        foreach (var layer in learner.Network.Layers)
        {
            var (lowest, sum, highest) = (double.PositiveInfinity, 0.0, 0.0);
            for (var served = 0; served < layer.Length; served += memories[next++].Dimension)
            {
                var rates = memories[next].LastStep;
                lowest = Math.Min(lowest, rates.Lowest);
                highest = Math.Max(highest, rates.Highest);
                sum += rates.Mean * memories[next].Dimension;
            }

            run.Record($"eta/{layer.Name}/lowest", batch, lowest);
            run.Record($"eta/{layer.Name}/mean", batch, sum / layer.Length);
            run.Record($"eta/{layer.Name}/highest", batch, highest);
        }
    }

    // Nearest rank: the smallest time that the share of all times does not exceed.
    private static double Quantile(List<double> sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Count) - 1];

    private void Score(string key, double value) => run.Record(key, Batches - 1, value);

    private int IndexOf(TorqueLearner learner)
    {
        for (var index = 0; index < learners.Count; index++)
        {
            if (learners[index] == learner)
            {
                return index;
            }
        }

        throw new ArgumentException($"Joint {learner.Joint} is not one of those recorded.", nameof(learner));
    }

    // A window that was not reached, or in which the loss left the numbers, was not learned: that is worse than any loss.
    private double MeanLoss(double[] loss, int first)
    {
        var isComplete = first + window <= (HasDiverged ? Batches - 1 : Batches);
        return isComplete ? loss.AsSpan(first, window).ToArray().Average() : double.PositiveInfinity;
    }

    private static double Mean(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
