using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Numerics.Kernels;

namespace Engram.Dynamics.Batches;

/// <summary>The articulated-body algorithm for one block of states, in the frames and with the bodies of <see cref="JointChain"/>.</summary>
/// <remarks>
/// Source: Featherstone, Rigid Body Dynamics Algorithms (2008), section 7.3; with accelerations of points instead of spatial accelerations, as in
/// <see cref="Algorithms.ForwardDynamics"/>. The moved bodies give other articulated inertias than the links', but the same mass matrix, hence the same
/// stiffness of every hinge.
/// </remarks>
internal ref struct ArticulatedBodyKernel<T, TFunctions> : IColumnKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFunctions : ILaneFunctions<T>
{
    public BatchedArm<T> Arm;
    public int Batch;
    public ref T Rows;
    public ref readonly T Q;
    public ref readonly T Velocity;
    public ref readonly T Torque;
    public ref readonly T Shares;
    public bool Shared;
    public ref T Acceleration;

    // Rows of each link. Drifts are what its acceleration owes to velocities alone; a response is the wrench of a unit acceleration of the hinge.
    private const int AngularDrift = 0;
    private const int LinearDrift = 3;
    private const int Force = 6;
    private const int Moment = 9;
    private const int ResponseForce = 12;
    private const int ResponseMoment = 15;
    private const int TorqueLeft = 18;
    private const int PerLink = 19;

    public readonly void Compute<TLanes>(int column)
        where TLanes : struct, ILanes<TLanes, T>
    {
        JointTurn<TLanes, T>.StoreAll<TFunctions>(Arm.Links, in Q, Batch, column, ref Rows);
        Move<TLanes>(column);
        Yield<TLanes>(column);
        Accelerate<TLanes>(column);
    }

    private readonly int RowOf(int link) => BatchData<T>.TurnRows * Arm.Links.Length + link * PerLink;

    // Velocities from the base on, with what they alone ask for: each link's drift, and the wrench ω × (ω × h), ω × I ω.
    [MethodImpl(MethodImplOptions.NoInlining)] // see IColumnKernel
    private readonly void Move<TLanes>(int column)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var rows = ref Rows;
        var zero = TLanes.Broadcast(T.Zero);
        var w = LaneVector<TLanes, T>.Zero;
        for (var i = 0; i < Arm.Links.Length; i++)
        {
            ref readonly var link = ref Arm.Links[i];
            var turn = JointTurn<TLanes, T>.Load(ref rows, i);
            w = JointTurn<TLanes, T>.Twisted(in link, w);
            var steady = turn.ToJoint(SteadyAcceleration(in link, w));
            w = turn.ToJoint(w);
            var speed = TLanes.Load(in Velocity, (nint)i * Batch + column);
            new LaneVector<TLanes, T>(w.Y * speed, -(w.X * speed), zero).Store(ref rows, RowOf(i) + AngularDrift);
            steady.Store(ref rows, RowOf(i) + LinearDrift);
            w = new(w.X, w.Y, w.Z + speed);
            var body = new LaneBody<TLanes, T>(in link, in Shares, Shared, column);
            var spin = new LaneVector<TLanes, T>(
                TLanes.FusedMultiplyAdd(body.Xx, w.X, TLanes.FusedMultiplyAdd(body.Xy, w.Y, body.Xz * w.Z)),
                TLanes.FusedMultiplyAdd(body.Xy, w.X, body.Yz * w.Z),
                TLanes.FusedMultiplyAdd(body.Xz, w.X, TLanes.FusedMultiplyAdd(body.Yz, w.Y, body.Zz * w.Z)));
            var momentum = LaneVector<TLanes, T>.CrossAdd(w, new(body.X, body.Y, zero), LaneVector<TLanes, T>.Zero);
            LaneVector<TLanes, T>.CrossAdd(w, momentum, LaneVector<TLanes, T>.Zero).Store(ref rows, RowOf(i) + Force);
            LaneVector<TLanes, T>.CrossAdd(w, spin, LaneVector<TLanes, T>.Zero).Store(ref rows, RowOf(i) + Moment);
        }
    }

    // ω × (ω × p) with p = (a, 0, d).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LaneVector<TLanes, T> SteadyAcceleration<TLanes>(in BatchedLink<T> link, LaneVector<TLanes, T> w)
        where TLanes : struct, ILanes<TLanes, T>
    {
        var steady = LaneVector<TLanes, T>.Zero;
        if (link.Height != T.Zero)
        {
            var d = TLanes.Broadcast(link.Height);
            steady = new(d * (w.X * w.Z), d * (w.Y * w.Z), -(d * TLanes.FusedMultiplyAdd(w.X, w.X, w.Y * w.Y)));
        }

        if (link.Length != T.Zero)
        {
            var a = TLanes.Broadcast(link.Length);
            steady = new(
                TLanes.FusedMultiplySubtractFrom(a, TLanes.FusedMultiplyAdd(w.Y, w.Y, w.Z * w.Z), steady.X),
                TLanes.FusedMultiplyAdd(a, w.X * w.Y, steady.Y), TLanes.FusedMultiplyAdd(a, w.X * w.Z, steady.Z));
        }

        return steady;
    }

    // From the last link: how each resists with the hinges behind it yielding, and what is left of its torque.
    [MethodImpl(MethodImplOptions.NoInlining)] // see IColumnKernel
    private readonly void Yield<TLanes>(int column)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var rows = ref Rows;
        var one = TLanes.Broadcast(T.One);
        var (force, moment) = (LaneVector<TLanes, T>.Zero, LaneVector<TLanes, T>.Zero);
        var behind = LaneArticulated<TLanes, T>.Nothing;
        for (var i = Arm.Links.Length - 1; i >= 0; i--)
        {
            ref readonly var link = ref Arm.Links[i];
            var row = RowOf(i);
            var whole = behind.With(new LaneBody<TLanes, T>(in link, in Shares, Shared, column));
            force += LaneVector<TLanes, T>.Load(ref rows, row + Force);
            moment += LaneVector<TLanes, T>.Load(ref rows, row + Moment);
            var (responseForce, responseMoment) = (whole.AcrossZ, new LaneVector<TLanes, T>(whole.Inertia.Xz, whole.Inertia.Yz, whole.Inertia.Zz));
            var left = TLanes.Load(in Torque, (nint)i * Batch + column) - moment.Z;
            responseForce.Store(ref rows, row + ResponseForce);
            responseMoment.Store(ref rows, row + ResponseMoment);
            left.Store(ref rows, (row + TorqueLeft) * TLanes.Count);
            if (i == 0)
            {
                return;
            }

            var softness = one / responseMoment.Z;
            behind = whole.Yielding(softness);
            var (driftForce, driftMoment) = behind.WrenchFor(
                LaneVector<TLanes, T>.Load(ref rows, row + AngularDrift), LaneVector<TLanes, T>.Load(ref rows, row + LinearDrift));
            var driven = left * softness;
            force = LaneVector<TLanes, T>.FusedMultiplyAdd(driven, responseForce, force + driftForce);
            moment = LaneVector<TLanes, T>.FusedMultiplyAdd(driven, responseMoment, moment + driftMoment);
            var turn = JointTurn<TLanes, T>.Load(ref rows, i);
            behind = behind.Before(in link, turn);
            (force, moment) = (turn.FromJoint(force), turn.FromJoint(moment));
            moment = JointTurn<TLanes, T>.Untwisted(in link, JointTurn<TLanes, T>.AboutOriginBefore(in link, force, moment));
            force = JointTurn<TLanes, T>.Untwisted(in link, force);
        }
    }

    // From the base, which is accelerated by −g: each hinge gives its link what the torque left over can.
    [MethodImpl(MethodImplOptions.NoInlining)] // see IColumnKernel
    private readonly void Accelerate<TLanes>(int column)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var rows = ref Rows;
        var angular = LaneVector<TLanes, T>.Zero;
        var linear = new LaneVector<TLanes, T>(TLanes.Broadcast(Arm.Lift.X), TLanes.Broadcast(Arm.Lift.Y), TLanes.Broadcast(Arm.Lift.Z));
        for (var i = 0; i < Arm.Links.Length; i++)
        {
            ref readonly var link = ref Arm.Links[i];
            var row = RowOf(i);
            var turn = JointTurn<TLanes, T>.Load(ref rows, i);
            (angular, linear) = (JointTurn<TLanes, T>.Twisted(in link, angular), JointTurn<TLanes, T>.Twisted(in link, linear));
            linear = -JointTurn<TLanes, T>.AboutOriginBefore(in link, angular, -linear); // a + α × p = −(−a + p × α)
            angular = turn.ToJoint(angular) + LaneVector<TLanes, T>.Load(ref rows, row + AngularDrift);
            linear = turn.ToJoint(linear) + LaneVector<TLanes, T>.Load(ref rows, row + LinearDrift);
            var (force, moment) = (LaneVector<TLanes, T>.Load(ref rows, row + ResponseForce), LaneVector<TLanes, T>.Load(ref rows, row + ResponseMoment));
            var left = TLanes.Load(in rows, (row + TorqueLeft) * TLanes.Count);
            left = TLanes.FusedMultiplySubtractFrom(moment.X, angular.X, TLanes.FusedMultiplySubtractFrom(moment.Y, angular.Y, left));
            left = TLanes.FusedMultiplySubtractFrom(force.X, linear.X, TLanes.FusedMultiplySubtractFrom(force.Y, linear.Y, left));
            var total = TLanes.FusedMultiplySubtractFrom(force.Z, linear.Z, left) / moment.Z; // the hinge's own acceleration and the base's share of it
            (total - angular.Z).Store(ref Acceleration, (nint)i * Batch + column);
            angular = new(angular.X, angular.Y, total);
        }
    }
}
