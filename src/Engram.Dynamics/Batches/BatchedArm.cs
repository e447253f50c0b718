using System.Numerics;
using Engram.Dynamics.Spatial;

namespace Engram.Dynamics.Batches;

/// <summary>An arm made ready for batches: many states at once, one in each lane of the processor's vectors. Immutable; share it between threads.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// Made once from a <see cref="RobotModel"/>, whose structure it uses up: quarter turns between joints, joints that meet in a point, links symmetric to a
/// plane and all that no torque can feel cost nothing afterwards. See docs/methods/dynamics.md.
/// </remarks>
public sealed class BatchedArm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes an arm ready.</summary>
    /// <param name="model">The arm.</param>
    /// <param name="payload">What the last link carries besides itself, in its frame; nothing by default. Algorithms may be told which share of it
    /// is carried in each state.</param>
    public BatchedArm(RobotModel model, in SpatialInertia payload = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        var chain = new JointChain(model);
        var (alone, load, whole) = (chain.FeltBodies(true, default), chain.FeltBodies(false, payload), chain.FeltBodies(true, payload));
        Links = [.. chain.Placements.Select((placement, i) => new BatchedLink<T>(placement, alone[i], load[i], whole[i], model.Links[i].Joint.Friction))];
        Lift = (T.CreateChecked(-chain.Gravity.X), T.CreateChecked(-chain.Gravity.Y), T.CreateChecked(-chain.Gravity.Z));
    }

    /// <summary>The arm it was made from.</summary>
    public RobotModel Model { get; }

    /// <summary>How many joints there are.</summary>
    public int DegreesOfFreedom => Links.Length;

    internal BatchedLink<T>[] Links { get; }

    /// <summary>The acceleration of the base that stands for gravity, in its frame, m/s².</summary>
    internal (T X, T Y, T Z) Lift { get; }

    /// <summary>The number of states in a batch of joint angles; checks what else goes by it.</summary>
    internal int BatchOf(int length, string argument, BatchData<T> data, int shares)
    {
        if (data.DegreesOfFreedom != DegreesOfFreedom)
        {
            throw new ArgumentException(
                $"The data were made for an arm of {data.DegreesOfFreedom} joints; '{Model.Name}' has {DegreesOfFreedom}. Make new ones.", nameof(data));
        }

        var batch = BatchOf(length, argument);
        if (shares != 0)
        {
            Require(shares, "payloadShare", 1, batch);
        }

        return batch;
    }

    internal int BatchOf(int length, string argument) => length % DegreesOfFreedom == 0
        ? length / DegreesOfFreedom
        : throw new ArgumentException(
            $"{argument} has {length} numbers; a batch has {DegreesOfFreedom} for each state of '{Model.Name}', joint after joint.", argument);

    internal void Require(int length, string argument, int rows, int columns)
    {
        if (length != rows * columns)
        {
            throw new ArgumentException(
                $"{argument} has {length} numbers; {columns} states of '{Model.Name}' need {rows} × {columns} = {rows * columns}.", argument);
        }
    }
}
