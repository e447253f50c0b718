using Engram.Learning.Models;
using Engram.Learning.Optimizers;
using Engram.Numerics.Serialization;

namespace Engram.Benchmarks.Workloads;

/// <summary>What W1 trains: networks 21-100-50-10-1, from the motion of an arm to the torque of a joint, ten samples a step.</summary>
/// <remarks>The batches come round; after <see cref="Steps"/> steps the weights are set back, so that there is always something to learn.</remarks>
internal sealed class TorqueTraining
{
    /// <summary>Samples in a batch.</summary>
    public const int Batch = 10;

    /// <summary>Steps of one training: a lift of the paper at 100 Hz.</summary>
    public const int Steps = 290;

    /// <summary>Multiplications and additions of one step of one network: two for each weight and sample forward, four backward, but for the first layer's inputs.</summary>
    public const double Flops = Batch * 2.0 * ((3 * ((21 * 100) + (100 * 50) + (50 * 10) + 10)) - (21 * 100));

    /// <summary>η; where rates are recalled, the one to begin with.</summary>
    public const double Rate = 1e-3;

    /// <summary>How the weights are moved without a memory.</summary>
    public static readonly GradientDescentOptions Rule = new() { Rate = Rate };

    private const int Inputs = 21;
    private const int Batches = 29;

    private readonly float[] _x;
    private readonly float[] _y;
    private readonly float[][] _start;

    /// <summary>Networks with their data.</summary>
    /// <param name="joints">How many networks; all see the same motion.</param>
    public TorqueTraining(int joints)
    {
        Networks = [.. Enumerable.Range(1, joints).Select(joint => new DenseNetwork([Inputs, 100, 50, 10, 1], Drawn.Stream($"network {joint}")))];
        _start = [.. Networks.Select(network => network.Parameters.ToArray())];
        _x = Drawn.Normal("motion", Batches * Batch * Inputs);
        var noise = Drawn.Normal("torque noise", Batches * joints * Batch, 0.1);
        _y = [.. noise.Select((error, index) => error + Torque(index / Batch / joints, index / Batch % joints, index % Batch))];
    }

    public IReadOnlyList<DenseNetwork> Networks { get; }

    /// <summary>Whose turn it is; counts up.</summary>
    public int Step { get; private set; }

    public ReadOnlySpan<float> X => _x.AsSpan(Step % Batches * Batch * Inputs, Batch * Inputs);

    /// <summary>Torques of a joint, counted from 0.</summary>
    public ReadOnlySpan<float> Y(int joint) => _y.AsSpan(((Step % Batches * Networks.Count) + joint) * Batch, Batch);

    /// <summary>Goes on to the next batch, and to a new training when this one is over.</summary>
    public void Next()
    {
        if (++Step % Steps != 0) return;
        for (var joint = 0; joint < Networks.Count; joint++) _start[joint].CopyTo(Networks[joint].Parameters);
    }

    /// <summary>What the peers are given: one network without, several with an axis for the joint.</summary>
    public SafeTensorsBuilder Given()
    {
        var (count, joints) = (_start[0].Length, Networks.Count);
        return new SafeTensorsBuilder()
            .Add<float>("rate", [(float)Rate])
            .Add<float>("x", _x, [Batches, Batch, Inputs])
            .Add<float>("y", _y, joints == 1 ? [Batches, Batch, 1] : [Batches, joints, Batch, 1])
            .Add<float>("weights", [.. _start.SelectMany(start => start)], joints == 1 ? [count] : [joints, count]);
    }

    /// <summary>How far the weights have moved: compared in their stead, because the weights themselves would agree even if nothing were learned.</summary>
    public SafeTensorsBuilder Moved()
    {
        float[] moved = [.. Networks.SelectMany((network, joint) => network.Parameters.ToArray().Select((weight, index) => weight - _start[joint][index]))];
        return new SafeTensorsBuilder().Add<float>("moved", moved, Networks.Count == 1 ? [moved.Length] : [Networks.Count, _start[0].Length]);
    }

    // Something to learn: smooth, different for each joint, of the size of torques.
    private float Torque(int batch, int joint, int sample)
    {
        var x = _x.AsSpan(((batch * Batch) + sample) * Inputs, Inputs);
        return (2 * x[joint]) + (x[joint + 7] * x[joint + 14]) + (0.5f * x[(joint + 3) % Inputs]);
    }
}
