using Engram.Learning.Memory;
using Engram.Learning.Models;
using Engram.Learning.Optimizers;
using Engram.Numerics.Kernels;

namespace Engram.Experiments.Tasks;

/// <summary>A network that learns one joint's torque from a stream of samples, batch by batch, and what moves its weights.</summary>
/// <remarks>Not thread-safe. A step allocates nothing.</remarks>
internal sealed class TorqueLearner
{
    private readonly DensePass pass;
    private readonly Optimizer<float> optimizer;
    private readonly float[] errors;
    private readonly float clip;

    /// <summary>A learner.</summary>
    /// <param name="joint">The joint, 1 to 7; names the parameter groups.</param>
    /// <param name="network">The network; moved in place.</param>
    /// <param name="rule">How the weights are moved.</param>
    /// <param name="grouping">Which parameters share a memory.</param>
    /// <param name="batch">Samples in a batch.</param>
    /// <param name="clip">g, for counting how many partial derivatives lie beyond it.</param>
    public TorqueLearner(int joint, DenseNetwork network, UpdateRuleOptions rule, Grouping grouping, int batch, double clip)
    {
        Joint = joint;
        Network = network;
        this.clip = (float)clip;
        Rule = rule.Create<float>([.. network.Groups(grouping).Select(group => group with { Name = $"joint{joint}/{group.Name}" })]);
        pass = network.CreatePass(batch);
        optimizer = new Optimizer<float>(Rule);
        errors = new float[batch];
    }

    /// <summary>The joint, 1 to 7.</summary>
    public int Joint { get; }

    /// <summary>The network, from the arm's motion to the torque of the joint.</summary>
    public DenseNetwork Network { get; }

    /// <summary>What moves the weights.</summary>
    public IUpdateRule<float> Rule { get; }

    /// <summary>One memory per parameter group; none when the rule has no memory.</summary>
    public IReadOnlyList<LearningRateMemory> Memories => (Rule as IRemembersRates<float>)?.Memories ?? [];

    /// <summary>Predicts a batch, tells how wrong that was, and learns from it.</summary>
    /// <param name="inputs">[batch, inputs].</param>
    /// <param name="torques">Measured torques, [batch], Nm.</param>
    /// <returns>The loss is that of the prediction, before the update. When it is not finite, or the gradient has a NaN, nothing was learned.</returns>
    public TorqueStep Learn(ReadOnlySpan<float> inputs, ReadOnlySpan<float> torques)
    {
        var predicted = pass.Forward(inputs);
        var mean = Mean(predicted);
        var loss = SquaredError.Mean(predicted, torques, errors);
        pass.Backward(errors);
        var clipped = Exceedance.Count(pass.Gradient, clip, out var hasNaN);
        if (hasNaN)
        {
            return new TorqueStep(double.NaN, mean, double.NaN);
        }

        if (double.IsFinite(loss))
        {
            optimizer.Step(Network.Parameters, pass.Gradient);
        }

        return new TorqueStep(loss, mean, (double)clipped / Network.ParameterCount);
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

/// <summary>What one step of a <see cref="TorqueLearner"/> showed.</summary>
/// <param name="Loss">Mean squared error of the batch before the update, Nm².</param>
/// <param name="Predicted">Mean torque predicted for the batch, Nm.</param>
/// <param name="ClippedShare">Share of partial derivatives beyond ± g.</param>
internal readonly record struct TorqueStep(double Loss, double Predicted, double ClippedShare);
