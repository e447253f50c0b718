using System.Numerics;
using System.Runtime.InteropServices;
using Engram.Numerics.Kernels;

namespace Engram.Dynamics.Batches;

/// <summary>Which motions follow from these torques? For many states at once, one in each lane.</summary>
/// <remarks>A state has the same bits in every batch and at every vector width.</remarks>
public static class BatchedForwardDynamics
{
    /// <summary>Joint accelerations by the articulated-body algorithm: q̈ = M(q)⁻¹ (τ − c(q, q̇) − g(q)), without M.</summary>
    /// <param name="arm">The arm of n joints.</param>
    /// <param name="data">Scratch; overwritten.</param>
    /// <param name="q">Joint angles, shape [n, batch], rad; NaN results beyond 65,536 rad.</param>
    /// <param name="velocity">q̇, shape [n, batch], rad/s.</param>
    /// <param name="torque">τ on the rigid bodies, shape [n, batch], Nm: what the drives give, less what friction takes.</param>
    /// <param name="acceleration">Receives q̈, shape [n, batch], rad/s². Must not overlap the inputs.</param>
    /// <param name="payloadShare">Which share of the arm's payload each state carries, shape [batch]; empty for all of it.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <remarks>O(n batch); allocates nothing. The mass matrix of a light wrist amplifies rounding: single precision serves for learning, double for
    /// simulation (docs/methods/dynamics.md).</remarks>
    public static void ArticulatedBody(BatchedArm<float> arm, BatchData<float> data, ReadOnlySpan<float> q, ReadOnlySpan<float> velocity,
        ReadOnlySpan<float> torque, Span<float> acceleration, ReadOnlySpan<float> payloadShare = default) =>
        ArticulatedBody<float, SingleFunctions>(arm, data, q, velocity, torque, acceleration, payloadShare, VectorWidths.Widest);

    /// <summary>The same in double precision; NaN results beyond 10⁹ rad.</summary>
    /// <param name="arm">The arm of n joints.</param>
    /// <param name="data">Scratch; overwritten.</param>
    /// <param name="q">Joint angles, shape [n, batch], rad.</param>
    /// <param name="velocity">q̇, shape [n, batch], rad/s.</param>
    /// <param name="torque">τ on the rigid bodies, shape [n, batch], Nm.</param>
    /// <param name="acceleration">Receives q̈, shape [n, batch], rad/s². Must not overlap the inputs.</param>
    /// <param name="payloadShare">Which share of the arm's payload each state carries, shape [batch]; empty for all of it.</param>
    public static void ArticulatedBody(BatchedArm<double> arm, BatchData<double> data, ReadOnlySpan<double> q, ReadOnlySpan<double> velocity,
        ReadOnlySpan<double> torque, Span<double> acceleration, ReadOnlySpan<double> payloadShare = default) =>
        ArticulatedBody<double, DoubleFunctions>(arm, data, q, velocity, torque, acceleration, payloadShare, VectorWidths.Widest);

    internal static void ArticulatedBody<T, TFunctions>(BatchedArm<T> arm, BatchData<T> data, ReadOnlySpan<T> q, ReadOnlySpan<T> velocity,
        ReadOnlySpan<T> torque, Span<T> acceleration, ReadOnlySpan<T> payloadShare, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunctions : ILaneFunctions<T>
    {
        var n = arm.DegreesOfFreedom;
        var batch = arm.BatchOf(q.Length, nameof(q), data, payloadShare.Length);
        arm.Require(velocity.Length, nameof(velocity), n, batch);
        arm.Require(torque.Length, nameof(torque), n, batch);
        arm.Require(acceleration.Length, nameof(acceleration), n, batch);
        var kernel = new ArticulatedBodyKernel<T, TFunctions>
        {
            Arm = arm, Batch = batch, Rows = ref data.Rows,
            Q = ref MemoryMarshal.GetReference(q), Velocity = ref MemoryMarshal.GetReference(velocity),
            Torque = ref MemoryMarshal.GetReference(torque), Acceleration = ref MemoryMarshal.GetReference(acceleration),
            Shares = ref MemoryMarshal.GetReference(payloadShare), Shared = !payloadShare.IsEmpty,
        };
        ColumnBlocks.Run<T, ArticulatedBodyKernel<T, TFunctions>>(ref kernel, batch, width);
    }
}
