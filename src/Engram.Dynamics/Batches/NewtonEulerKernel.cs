using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Numerics.Kernels;

namespace Engram.Dynamics.Batches;

/// <summary>The recursive Newton–Euler algorithm for one block of states, in the frames and with the bodies of <see cref="JointChain"/>.</summary>
/// <remarks>
/// Source: Luh, Walker, Paul, "On-line computational scheme for mechanical manipulators", 1980; Featherstone, Rigid Body Dynamics Algorithms (2008),
/// section 5.3. The base is accelerated by −g. The first link only turns about its axis; no link has a mass. Three short passes over the links,
/// meeting in rows of scratch: one long pass would hold more vectors than there are registers.
/// </remarks>
internal ref struct NewtonEulerKernel<T, TFunctions> : IColumnKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFunctions : ILaneFunctions<T>
{
    public BatchedArm<T> Arm;
    public int Batch;
    public ref T Rows;
    public ref readonly T Q;
    public ref readonly T Velocity;
    public ref readonly T Acceleration;
    public ref readonly T Shares;
    public bool Shared;
    public ref T Torque;

    // Rows of each link, three each; the wrench replaces what it was made of.
    private const int Turning = 0;
    private const int TurningFaster = 3;
    private const int Accelerating = 6;
    private const int Force = 0;
    private const int Moment = 3;
    private const int PerLink = 9;

    public readonly void Compute<TLanes>(int column)
        where TLanes : struct, ILanes<TLanes, T>
    {
        JointTurn<TLanes, T>.StoreAll<TFunctions>(Arm.Links, in Q, Batch, column, ref Rows);
        var aboutFirstAxis = Move<TLanes>(column);
        for (var i = 1; i < Arm.Links.Length; i++)
        {
            Weigh<TLanes>(i, column);
        }

        PassOn(aboutFirstAxis, column);
    }

    private readonly int RowOf(int link) => BatchData<T>.TurnRows * Arm.Links.Length + link * PerLink;

    // Velocities and accelerations of the links from the base on; returns what the first link takes by itself.
    [MethodImpl(MethodImplOptions.NoInlining)] // see IColumnKernel
    private readonly TLanes Move<TLanes>(int column)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var rows = ref Rows;
        var links = Arm.Links;
        var a = JointTurn<TLanes, T>.Load(ref rows, 0).ToJoint(
            new(TLanes.Broadcast(Arm.Lift.X), TLanes.Broadcast(Arm.Lift.Y), TLanes.Broadcast(Arm.Lift.Z)));
        var zero = TLanes.Broadcast(T.Zero);
        var w = new LaneVector<TLanes, T>(zero, zero, TLanes.Load(in Velocity, column));
        var dw = new LaneVector<TLanes, T>(zero, zero, TLanes.Load(in Acceleration, column));
        var first = new LaneBody<TLanes, T>(in links[0], in Shares, Shared, column);
        var aboutFirstAxis = TLanes.FusedMultiplySubtractFrom(first.Y, a.X, TLanes.FusedMultiplyAdd(first.X, a.Y, first.Zz * dw.Z));
        for (var i = 1; i < links.Length; i++)
        {
            ref readonly var link = ref links[i];
            var turn = JointTurn<TLanes, T>.Load(ref rows, i);
            (w, dw, a) = (JointTurn<TLanes, T>.Twisted(in link, w), JointTurn<TLanes, T>.Twisted(in link, dw), JointTurn<TLanes, T>.Twisted(in link, a));

            // a + dω × p + ω × (ω × p) with p = (a, 0, d).
            if (link.Height != T.Zero)
            {
                var d = TLanes.Broadcast(link.Height);
                a = new(
                    TLanes.FusedMultiplyAdd(d, TLanes.FusedMultiplyAdd(w.X, w.Z, dw.Y), a.X),
                    TLanes.FusedMultiplySubtractFrom(d, TLanes.FusedMultiplySubtractFrom(w.Y, w.Z, dw.X), a.Y),
                    TLanes.FusedMultiplySubtractFrom(d, TLanes.FusedMultiplyAdd(w.X, w.X, w.Y * w.Y), a.Z));
            }

            if (link.Length != T.Zero)
            {
                var l = TLanes.Broadcast(link.Length);
                a = new(
                    TLanes.FusedMultiplySubtractFrom(l, TLanes.FusedMultiplyAdd(w.Y, w.Y, w.Z * w.Z), a.X),
                    TLanes.FusedMultiplyAdd(l, TLanes.FusedMultiplyAdd(w.X, w.Y, dw.Z), a.Y),
                    TLanes.FusedMultiplySubtractFrom(l, TLanes.FusedMultiplySubtractFrom(w.X, w.Z, dw.Y), a.Z));
            }

            (w, dw, a) = (turn.ToJoint(w), turn.ToJoint(dw), turn.ToJoint(a));
            var at = (nint)i * Batch + column;
            var speed = TLanes.Load(in Velocity, at);
            dw = new(
                TLanes.FusedMultiplyAdd(w.Y, speed, dw.X), TLanes.FusedMultiplySubtractFrom(w.X, speed, dw.Y), dw.Z + TLanes.Load(in Acceleration, at));
            w = new(w.X, w.Y, w.Z + speed);
            var row = RowOf(i);
            w.Store(ref rows, row + Turning);
            dw.Store(ref rows, row + TurningFaster);
            a.Store(ref rows, row + Accelerating);
        }

        return aboutFirstAxis;
    }

    // The wrench that gives a link its motion: force dω × h + ω × (ω × h), moment I dω + ω × I ω + h × a, with h = (x, y, 0) and Iyy = 0.
    [MethodImpl(MethodImplOptions.NoInlining)] // see IColumnKernel
    private readonly void Weigh<TLanes>(int i, int column)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var rows = ref Rows;
        ref readonly var link = ref Arm.Links[i];
        var row = RowOf(i);
        var body = new LaneBody<TLanes, T>(in link, in Shares, Shared, column);
        var w = LaneVector<TLanes, T>.Load(ref rows, row + Turning);
        var dw = LaneVector<TLanes, T>.Load(ref rows, row + TurningFaster);
        var a = LaneVector<TLanes, T>.Load(ref rows, row + Accelerating);
        var spin = new LaneVector<TLanes, T>(body.Xx * w.X, body.Yz * w.Z, TLanes.FusedMultiplyAdd(body.Yz, w.Y, body.Zz * w.Z));
        var moment = new LaneVector<TLanes, T>(
            TLanes.FusedMultiplyAdd(body.Y, a.Z, body.Xx * dw.X), body.Yz * dw.Z,
            TLanes.FusedMultiplySubtractFrom(body.Y, a.X, TLanes.FusedMultiplyAdd(body.Yz, dw.Y, body.Zz * dw.Z)));
        var force = new LaneVector<TLanes, T>(
            body.Y * (w.X * w.Y - dw.Z), -(body.Y * TLanes.FusedMultiplyAdd(w.X, w.X, w.Z * w.Z)), body.Y * TLanes.FusedMultiplyAdd(w.Y, w.Z, dw.X));
        if (!link.IsFlat)
        {
            spin = new(
                TLanes.FusedMultiplyAdd(body.Xy, w.Y, TLanes.FusedMultiplyAdd(body.Xz, w.Z, spin.X)), TLanes.FusedMultiplyAdd(body.Xy, w.X, spin.Y),
                TLanes.FusedMultiplyAdd(body.Xz, w.X, spin.Z));
            moment = new(
                TLanes.FusedMultiplyAdd(body.Xy, dw.Y, TLanes.FusedMultiplyAdd(body.Xz, dw.Z, moment.X)),
                TLanes.FusedMultiplySubtractFrom(body.X, a.Z, TLanes.FusedMultiplyAdd(body.Xy, dw.X, moment.Y)),
                TLanes.FusedMultiplyAdd(body.X, a.Y, TLanes.FusedMultiplyAdd(body.Xz, dw.X, moment.Z)));
            force = new(
                TLanes.FusedMultiplySubtractFrom(body.X, TLanes.FusedMultiplyAdd(w.Y, w.Y, w.Z * w.Z), force.X),
                TLanes.FusedMultiplyAdd(body.X, TLanes.FusedMultiplyAdd(w.X, w.Y, dw.Z), force.Y),
                TLanes.FusedMultiplySubtractFrom(body.X, TLanes.FusedMultiplySubtractFrom(w.X, w.Z, dw.Y), force.Z));
        }

        force.Store(ref rows, row + Force);
        LaneVector<TLanes, T>.CrossAdd(w, spin, moment).Store(ref rows, row + Moment);
    }

    // What each joint passes on, summed from the last link; the torque is the moment about the axis.
    [MethodImpl(MethodImplOptions.NoInlining)] // see IColumnKernel
    private readonly void PassOn<TLanes>(TLanes aboutFirstAxis, int column)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var rows = ref Rows;
        var links = Arm.Links;
        var (force, moment) = (LaneVector<TLanes, T>.Zero, LaneVector<TLanes, T>.Zero);
        for (var i = links.Length - 1; i > 0; i--)
        {
            ref readonly var link = ref links[i];
            var turn = JointTurn<TLanes, T>.Load(ref rows, i);
            var row = RowOf(i);
            force += LaneVector<TLanes, T>.Load(ref rows, row + Force);
            moment += LaneVector<TLanes, T>.Load(ref rows, row + Moment);
            moment.Z.Store(ref Torque, (nint)i * Batch + column);
            (force, moment) = (turn.FromJoint(force), turn.FromJoint(moment));
            moment = JointTurn<TLanes, T>.AboutOriginBefore(in link, force, moment);
            (force, moment) = (JointTurn<TLanes, T>.Untwisted(in link, force), JointTurn<TLanes, T>.Untwisted(in link, moment));
        }

        (moment.Z + aboutFirstAxis).Store(ref Torque, column);
    }
}
