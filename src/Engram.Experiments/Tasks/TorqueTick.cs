using Engram.Experiments.Environments;
using Engram.Experiments.Running;

namespace Engram.Experiments.Tasks;

/// <summary>The control tick: every joint's torque is predicted and learned, the joints side by side where there are processors for it.</summary>
/// <remarks>A joint's arithmetic is its own: how many threads there are changes no bit. A tick allocates nothing.</remarks>
internal sealed class TorqueTick : IDisposable
{
    private readonly ThreadTeam team = new();
    private readonly LiftStream stream;
    private readonly IReadOnlyList<TorqueLearner> learners;
    private readonly TimeProvider time;
    private readonly int batch;
    private readonly float[][] torques;
    private readonly TorqueStep[] steps;
    private readonly Action<int> learn;
    private int first;
    private long began;

    /// <summary>The tick of one lift.</summary>
    /// <param name="stream">The lift.</param>
    /// <param name="learners">One per joint; the first one is the one that is reported.</param>
    /// <param name="batch">Samples in a batch.</param>
    /// <param name="time">Tells how long a tick takes.</param>
    public TorqueTick(LiftStream stream, IReadOnlyList<TorqueLearner> learners, int batch, TimeProvider time)
    {
        (this.stream, this.learners, this.batch, this.time, learn) = (stream, learners, batch, time, Learn);
        torques = [.. learners.Select(_ => new float[batch])];
        steps = new TorqueStep[learners.Count];
    }

    /// <summary>How long the last tick took for the reported joint.</summary>
    public TimeSpan ReportedTime { get; private set; }

    /// <summary>How long the last tick took for all joints.</summary>
    public TimeSpan Time { get; private set; }

    /// <summary>What the last tick showed of a joint, by its place among the learners.</summary>
    public TorqueStep StepOf(int joint) => steps[joint];

    /// <summary>What was measured of a joint in the last tick, by its place among the learners; [batch], Nm.</summary>
    public ReadOnlySpan<float> TorquesOf(int joint) => torques[joint];

    /// <summary>Predicts and learns a batch.</summary>
    /// <param name="number">Which batch of the lift, from 0.</param>
    /// <param name="processors">How many threads may work at it.</param>
    public void Run(int number, int processors)
    {
        first = number * batch;
        began = time.GetTimestamp();
        team.Run(processors, learners.Count, learn);
        Time = time.GetElapsedTime(began);
    }

    /// <inheritdoc/>
    public void Dispose() => team.Dispose();

    private void Learn(int joint)
    {
        stream.CopyTorques(learners[joint].Joint, first, torques[joint]);
        steps[joint] = learners[joint].Learn(stream.InputsOf(first, batch), torques[joint]);
        if (joint == 0) ReportedTime = time.GetElapsedTime(began);
    }
}
