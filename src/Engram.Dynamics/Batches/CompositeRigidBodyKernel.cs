using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Numerics.Kernels;

namespace Engram.Dynamics.Batches;

/// <summary>The composite-rigid-body algorithm for one block of states, in the frames and with the bodies of <see cref="JointChain"/>.</summary>
/// <remarks>
/// Source: Featherstone, Rigid Body Dynamics Algorithms (2008), section 6.2. As no link has a mass, neither has any composite, and the parallel-axis terms
/// with the square of the distance fall away.
/// </remarks>
internal ref struct CompositeRigidBodyKernel<T, TFunctions> : IColumnKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFunctions : ILaneFunctions<T>
{
    public BatchedArm<T> Arm;
    public int Batch;
    public ref T Rows;
    public ref readonly T Q;
    public ref readonly T Shares;
    public bool Shared;
    public ref T Mass;

    // Rows of each link: the wrench of a unit acceleration of its joint.
    private const int Force = 0;
    private const int Moment = 3;
    private const int PerLink = 6;

    public readonly void Compute<TLanes>(int column)
        where TLanes : struct, ILanes<TLanes, T>
    {
        JointTurn<TLanes, T>.StoreAll<TFunctions>(Arm.Links, in Q, Batch, column, ref Rows);
        Weld<TLanes>(column);
        for (var i = 0; i < Arm.Links.Length; i++)
        {
            PassOn<TLanes>(i, column);
        }
    }

    private readonly int RowOf(int link) => BatchData<T>.TurnRows * Arm.Links.Length + link * PerLink;

    // Each link with all behind it welded together; what a unit acceleration of its joint takes: force z × h, moment I z.
    [MethodImpl(MethodImplOptions.NoInlining)] // see IColumnKernel
    private readonly void Weld<TLanes>(int column)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var rows = ref Rows;
        var zero = TLanes.Broadcast(T.Zero);
        var inertia = new LaneSymmetric<TLanes, T>(zero, zero, zero, zero, zero, zero);
        var moment = LaneVector<TLanes, T>.Zero;
        for (var i = Arm.Links.Length - 1; i >= 0; i--)
        {
            ref readonly var link = ref Arm.Links[i];
            var body = new LaneBody<TLanes, T>(in link, in Shares, Shared, column);
            inertia += new LaneSymmetric<TLanes, T>(body.Xx, zero, body.Zz, body.Xy, body.Xz, body.Yz);
            moment += new LaneVector<TLanes, T>(body.X, body.Y, zero);
            new LaneVector<TLanes, T>(-moment.Y, moment.X, zero).Store(ref rows, RowOf(i) + Force);
            new LaneVector<TLanes, T>(inertia.Xz, inertia.Yz, inertia.Zz).Store(ref rows, RowOf(i) + Moment);
            if (i > 0)
            {
                var turn = JointTurn<TLanes, T>.Load(ref rows, i);
                moment = turn.FromJoint(moment);
                inertia = AboutOriginBefore(in link, inertia.FromJoint(turn), moment).Untwisted(in link);
                moment = JointTurn<TLanes, T>.Untwisted(in link, moment);
            }
        }
    }

    // I + 2 (p·h) E − p hᵀ − h pᵀ with p = (a, 0, d).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LaneSymmetric<TLanes, T> AboutOriginBefore<TLanes>(
        in BatchedLink<T> link, LaneSymmetric<TLanes, T> inertia, LaneVector<TLanes, T> moment)
        where TLanes : struct, ILanes<TLanes, T>
    {
        if (link.Height != T.Zero)
        {
            var d = TLanes.Broadcast(link.Height);
            var twice = d + d;
            inertia = new(
                TLanes.FusedMultiplyAdd(twice, moment.Z, inertia.Xx), TLanes.FusedMultiplyAdd(twice, moment.Z, inertia.Yy), inertia.Zz, inertia.Xy,
                TLanes.FusedMultiplySubtractFrom(d, moment.X, inertia.Xz), TLanes.FusedMultiplySubtractFrom(d, moment.Y, inertia.Yz));
        }

        if (link.Length != T.Zero)
        {
            var a = TLanes.Broadcast(link.Length);
            var twice = a + a;
            inertia = new(
                inertia.Xx, TLanes.FusedMultiplyAdd(twice, moment.X, inertia.Yy), TLanes.FusedMultiplyAdd(twice, moment.X, inertia.Zz),
                TLanes.FusedMultiplySubtractFrom(a, moment.Y, inertia.Xy), TLanes.FusedMultiplySubtractFrom(a, moment.Z, inertia.Xz), inertia.Yz);
        }

        return inertia;
    }

    // The moment of link i's wrench about the axis of each joint before it.
    [MethodImpl(MethodImplOptions.NoInlining)] // see IColumnKernel
    private readonly void PassOn<TLanes>(int i, int column)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var rows = ref Rows;
        var links = Arm.Links;
        var force = LaneVector<TLanes, T>.Load(ref rows, RowOf(i) + Force);
        var moment = LaneVector<TLanes, T>.Load(ref rows, RowOf(i) + Moment);
        for (var j = i; ; j--)
        {
            moment.Z.Store(ref Mass, ((nint)i * links.Length + j) * Batch + column);
            moment.Z.Store(ref Mass, ((nint)j * links.Length + i) * Batch + column);
            if (j == 0)
            {
                return;
            }

            ref readonly var link = ref links[j];
            var turn = JointTurn<TLanes, T>.Load(ref rows, j);
            (force, moment) = (turn.FromJoint(force), turn.FromJoint(moment));
            moment = JointTurn<TLanes, T>.Untwisted(in link, JointTurn<TLanes, T>.AboutOriginBefore(in link, force, moment));
            force = JointTurn<TLanes, T>.Untwisted(in link, force);
        }
    }
}
