using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engram.Dynamics.Joints;
using Engram.Numerics.Kernels;

namespace Engram.Dynamics.Batches;

/// <summary>Which torques do these motions take? For many states at once, one in each lane.</summary>
/// <remarks>
/// Layout: feature by feature, so that q[i·batch + k] is joint i of state k. A state has the same bits in every batch and at every vector width.
/// Against <see cref="Algorithms.InverseDynamics"/>: docs/methods/dynamics.md.
/// </remarks>
public static class BatchedInverseDynamics
{
    /// <summary>Joint torques of the rigid bodies, by the recursive Newton–Euler algorithm: τ = M(q) q̈ + c(q, q̇) + g(q). No friction.</summary>
    /// <param name="arm">The arm of n joints.</param>
    /// <param name="data">Scratch; overwritten.</param>
    /// <param name="q">Joint angles, shape [n, batch], rad; NaN results beyond 65,536 rad.</param>
    /// <param name="velocity">q̇, shape [n, batch], rad/s.</param>
    /// <param name="acceleration">q̈, shape [n, batch], rad/s².</param>
    /// <param name="torque">Receives τ, shape [n, batch], Nm. Must not overlap the inputs.</param>
    /// <param name="payloadShare">Which share of the arm's payload each state carries, shape [batch]; empty for all of it.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <remarks>O(n batch); allocates nothing.</remarks>
    public static void NewtonEuler(BatchedArm<float> arm, BatchData<float> data, ReadOnlySpan<float> q, ReadOnlySpan<float> velocity,
        ReadOnlySpan<float> acceleration, Span<float> torque, ReadOnlySpan<float> payloadShare = default) =>
        NewtonEuler<float, SingleFunctions>(arm, data, q, velocity, acceleration, torque, payloadShare, VectorWidths.Widest);

    /// <summary>The same in double precision; NaN results beyond 10⁹ rad.</summary>
    /// <param name="arm">The arm of n joints.</param>
    /// <param name="data">Scratch; overwritten.</param>
    /// <param name="q">Joint angles, shape [n, batch], rad.</param>
    /// <param name="velocity">q̇, shape [n, batch], rad/s.</param>
    /// <param name="acceleration">q̈, shape [n, batch], rad/s².</param>
    /// <param name="torque">Receives τ, shape [n, batch], Nm. Must not overlap the inputs.</param>
    /// <param name="payloadShare">Which share of the arm's payload each state carries, shape [batch]; empty for all of it.</param>
    public static void NewtonEuler(BatchedArm<double> arm, BatchData<double> data, ReadOnlySpan<double> q, ReadOnlySpan<double> velocity,
        ReadOnlySpan<double> acceleration, Span<double> torque, ReadOnlySpan<double> payloadShare = default) =>
        NewtonEuler<double, DoubleFunctions>(arm, data, q, velocity, acceleration, torque, payloadShare, VectorWidths.Widest);

    /// <summary>Adds to each torque what the joint's friction takes: d q̇ + f tanh(q̇ / v).</summary>
    /// <param name="arm">The arm of n joints.</param>
    /// <param name="velocity">q̇, shape [n, batch], rad/s.</param>
    /// <param name="torque">τ, shape [n, batch], Nm; increased in place.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void AddFriction(BatchedArm<float> arm, ReadOnlySpan<float> velocity, Span<float> torque) =>
        AddFriction<float, SingleFunctions>(arm, velocity, torque, VectorWidths.Widest);

    /// <summary>The same in double precision.</summary>
    /// <param name="arm">The arm of n joints.</param>
    /// <param name="velocity">q̇, shape [n, batch], rad/s.</param>
    /// <param name="torque">τ, shape [n, batch], Nm; increased in place.</param>
    public static void AddFriction(BatchedArm<double> arm, ReadOnlySpan<double> velocity, Span<double> torque) =>
        AddFriction<double, DoubleFunctions>(arm, velocity, torque, VectorWidths.Widest);

    internal static void NewtonEuler<T, TFunctions>(BatchedArm<T> arm, BatchData<T> data, ReadOnlySpan<T> q, ReadOnlySpan<T> velocity,
        ReadOnlySpan<T> acceleration, Span<T> torque, ReadOnlySpan<T> payloadShare, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunctions : ILaneFunctions<T>
    {
        var n = arm.DegreesOfFreedom;
        var batch = arm.BatchOf(q.Length, nameof(q), data, payloadShare.Length);
        arm.Require(velocity.Length, nameof(velocity), n, batch);
        arm.Require(acceleration.Length, nameof(acceleration), n, batch);
        arm.Require(torque.Length, nameof(torque), n, batch);
        var kernel = new NewtonEulerKernel<T, TFunctions>
        {
            Arm = arm, Batch = batch, Rows = ref data.Rows,
            Q = ref MemoryMarshal.GetReference(q), Velocity = ref MemoryMarshal.GetReference(velocity),
            Acceleration = ref MemoryMarshal.GetReference(acceleration), Torque = ref MemoryMarshal.GetReference(torque),
            Shares = ref MemoryMarshal.GetReference(payloadShare), Shared = !payloadShare.IsEmpty,
        };
        ColumnBlocks.Run<T, NewtonEulerKernel<T, TFunctions>>(ref kernel, batch, width);
    }

    internal static void AddFriction<T, TFunctions>(BatchedArm<T> arm, ReadOnlySpan<T> velocity, Span<T> torque, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunctions : ILaneFunctions<T>
    {
        var n = arm.DegreesOfFreedom;
        var batch = arm.BatchOf(velocity.Length, nameof(velocity));
        arm.Require(torque.Length, nameof(torque), n, batch);
        for (var i = 0; i < n; i++)
        {
            var kernel = new FrictionKernel<T, TFunctions>
            {
                Viscous = arm.Links[i].Viscous, Coulomb = arm.Links[i].Coulomb,
                Velocity = ref MemoryMarshal.GetReference(velocity.Slice(i * batch, batch)),
                Torque = ref MemoryMarshal.GetReference(torque.Slice(i * batch, batch)),
            };
            ColumnBlocks.Run<T, FrictionKernel<T, TFunctions>>(ref kernel, batch, width);
        }
    }

    private ref struct FrictionKernel<T, TFunctions> : IColumnKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunctions : ILaneFunctions<T>
    {
        public T Viscous;
        public T Coulomb;
        public ref readonly T Velocity;
        public ref T Torque;

        [MethodImpl(MethodImplOptions.NoInlining)] // see IColumnKernel
        public readonly void Compute<TLanes>(int column)
            where TLanes : struct, ILanes<TLanes, T>
        {
            var velocity = TLanes.Load(in Velocity, column);
            var sign = TFunctions.Tanh(velocity / TLanes.Broadcast(T.CreateChecked(JointFriction.SmoothingSpeed)));
            var rigid = TLanes.Load(in Torque, column);
            var viscous = TLanes.FusedMultiplyAdd(TLanes.Broadcast(Viscous), velocity, rigid);
            TLanes.FusedMultiplyAdd(TLanes.Broadcast(Coulomb), sign, viscous).Store(ref Torque, column);
        }
    }
}
