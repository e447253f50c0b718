using System.Numerics;
using System.Runtime.InteropServices;
using Engram.Numerics.Kernels;

namespace Engram.Dynamics.Batches;

/// <summary>How heavy is the arm in each joint? For many postures at once, one in each lane.</summary>
/// <remarks>A posture has the same bits in every batch and at every vector width.</remarks>
public static class BatchedMassMatrix
{
    /// <summary>The joint-space mass matrix M(q), by the composite-rigid-body algorithm. Symmetric and positive definite.</summary>
    /// <param name="arm">The arm of n joints.</param>
    /// <param name="data">Scratch; overwritten.</param>
    /// <param name="q">Joint angles, shape [n, batch], rad; NaN results beyond 65,536 rad.</param>
    /// <param name="mass">Receives M, shape [n, n, batch], kg m²; both triangles are written, with equal bits. Must not overlap q.</param>
    /// <param name="payloadShare">Which share of the arm's payload each posture carries, shape [batch]; empty for all of it.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <remarks>O(n² batch); allocates nothing.</remarks>
    public static void CompositeRigidBody(
        BatchedArm<float> arm, BatchData<float> data, ReadOnlySpan<float> q, Span<float> mass, ReadOnlySpan<float> payloadShare = default) =>
        CompositeRigidBody<float, SingleFunctions>(arm, data, q, mass, payloadShare, VectorWidths.Widest);

    /// <summary>The same in double precision; NaN results beyond 10⁹ rad.</summary>
    /// <param name="arm">The arm of n joints.</param>
    /// <param name="data">Scratch; overwritten.</param>
    /// <param name="q">Joint angles, shape [n, batch], rad.</param>
    /// <param name="mass">Receives M, shape [n, n, batch], kg m²; both triangles are written, with equal bits. Must not overlap q.</param>
    /// <param name="payloadShare">Which share of the arm's payload each posture carries, shape [batch]; empty for all of it.</param>
    public static void CompositeRigidBody(
        BatchedArm<double> arm, BatchData<double> data, ReadOnlySpan<double> q, Span<double> mass, ReadOnlySpan<double> payloadShare = default) =>
        CompositeRigidBody<double, DoubleFunctions>(arm, data, q, mass, payloadShare, VectorWidths.Widest);

    internal static void CompositeRigidBody<T, TFunctions>(
        BatchedArm<T> arm, BatchData<T> data, ReadOnlySpan<T> q, Span<T> mass, ReadOnlySpan<T> payloadShare, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunctions : ILaneFunctions<T>
    {
        var n = arm.DegreesOfFreedom;
        var batch = arm.BatchOf(q.Length, nameof(q), data, payloadShare.Length);
        arm.Require(mass.Length, nameof(mass), n * n, batch);
        var kernel = new CompositeRigidBodyKernel<T, TFunctions>
        {
            Arm = arm, Batch = batch, Rows = ref data.Rows,
            Q = ref MemoryMarshal.GetReference(q), Mass = ref MemoryMarshal.GetReference(mass),
            Shares = ref MemoryMarshal.GetReference(payloadShare), Shared = !payloadShare.IsEmpty,
        };
        ColumnBlocks.Run<T, CompositeRigidBodyKernel<T, TFunctions>>(ref kernel, batch, width);
    }
}
