using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Numerics.Kernels;

namespace Engram.Dynamics.Batches;

/// <summary>How links resist acceleration when the joints behind them yield, in lanes: moment = I α + H a, force = Hᵀ α + M a.</summary>
/// <remarks>The rows of H are kept. Source: Featherstone, Rigid Body Dynamics Algorithms (2008), section 7.2.</remarks>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)] // also where the compiler has seen no state pass
internal readonly struct LaneArticulated<TLanes, T>(
    LaneSymmetric<TLanes, T> inertia, LaneVector<TLanes, T> acrossX, LaneVector<TLanes, T> acrossY, LaneVector<TLanes, T> acrossZ, LaneSymmetric<TLanes, T> mass)
    where TLanes : struct, ILanes<TLanes, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly LaneSymmetric<TLanes, T> Inertia = inertia;
    public readonly LaneVector<TLanes, T> AcrossX = acrossX;
    public readonly LaneVector<TLanes, T> AcrossY = acrossY;
    public readonly LaneVector<TLanes, T> AcrossZ = acrossZ;
    public readonly LaneSymmetric<TLanes, T> Mass = mass;

    public static LaneArticulated<TLanes, T> Nothing
    {
        get
        {
            var zero = TLanes.Broadcast(T.Zero);
            var none = new LaneSymmetric<TLanes, T>(zero, zero, zero, zero, zero, zero);
            return new(none, LaneVector<TLanes, T>.Zero, LaneVector<TLanes, T>.Zero, LaneVector<TLanes, T>.Zero, none);
        }
    }

    /// <summary>Together with a link, whose H is h× and whose mass counts elsewhere.</summary>
    public LaneArticulated<TLanes, T> With(in LaneBody<TLanes, T> body)
    {
        var own = new LaneSymmetric<TLanes, T>(body.Xx, TLanes.Broadcast(T.Zero), body.Zz, body.Xy, body.Xz, body.Yz);
        return new(
            Inertia + own, new(AcrossX.X, AcrossX.Y, AcrossX.Z + body.Y), new(AcrossY.X, AcrossY.Y, AcrossY.Z - body.X),
            new(AcrossZ.X - body.Y, AcrossZ.Y + body.X, AcrossZ.Z), Mass);
    }

    /// <summary>What remains when the hinge about z yields: its row and column of I and its row of H vanish.</summary>
    /// <param name="softness">1 / Izz.</param>
    public LaneArticulated<TLanes, T> Yielding(TLanes softness)
    {
        var zero = TLanes.Broadcast(T.Zero);
        var (mx, my) = (Inertia.Xz * softness, Inertia.Yz * softness);
        var (fx, fy, fz) = (AcrossZ.X * softness, AcrossZ.Y * softness, AcrossZ.Z * softness);
        return new(
            new(
                TLanes.FusedMultiplySubtractFrom(mx, Inertia.Xz, Inertia.Xx), TLanes.FusedMultiplySubtractFrom(my, Inertia.Yz, Inertia.Yy), zero,
                TLanes.FusedMultiplySubtractFrom(mx, Inertia.Yz, Inertia.Xy), zero, zero),
            LaneVector<TLanes, T>.FusedMultiplySubtractFrom(mx, AcrossZ, AcrossX), LaneVector<TLanes, T>.FusedMultiplySubtractFrom(my, AcrossZ, AcrossY),
            LaneVector<TLanes, T>.Zero,
            new(
                TLanes.FusedMultiplySubtractFrom(fx, AcrossZ.X, Mass.Xx), TLanes.FusedMultiplySubtractFrom(fy, AcrossZ.Y, Mass.Yy),
                TLanes.FusedMultiplySubtractFrom(fz, AcrossZ.Z, Mass.Zz), TLanes.FusedMultiplySubtractFrom(fx, AcrossZ.Y, Mass.Xy),
                TLanes.FusedMultiplySubtractFrom(fx, AcrossZ.Z, Mass.Xz), TLanes.FusedMultiplySubtractFrom(fy, AcrossZ.Z, Mass.Yz)));
    }

    /// <summary>The wrench of an acceleration, of one whose hinge yields; the angular part has no z.</summary>
    public (LaneVector<TLanes, T> Force, LaneVector<TLanes, T> Moment) WrenchFor(LaneVector<TLanes, T> angular, LaneVector<TLanes, T> linear)
    {
        var force = LaneVector<TLanes, T>.FusedMultiplyAdd(linear.X, new(Mass.Xx, Mass.Xy, Mass.Xz), LaneVector<TLanes, T>.Zero);
        force = LaneVector<TLanes, T>.FusedMultiplyAdd(linear.Y, new(Mass.Xy, Mass.Yy, Mass.Yz), force);
        force = LaneVector<TLanes, T>.FusedMultiplyAdd(linear.Z, new(Mass.Xz, Mass.Yz, Mass.Zz), force);
        force = LaneVector<TLanes, T>.FusedMultiplyAdd(angular.X, AcrossX, force);
        force = LaneVector<TLanes, T>.FusedMultiplyAdd(angular.Y, AcrossY, force);
        return (force, new(
            TLanes.FusedMultiplyAdd(Inertia.Xx, angular.X, TLanes.FusedMultiplyAdd(Inertia.Xy, angular.Y, Dot(AcrossX, linear))),
            TLanes.FusedMultiplyAdd(Inertia.Xy, angular.X, TLanes.FusedMultiplyAdd(Inertia.Yy, angular.Y, Dot(AcrossY, linear))),
            TLanes.Broadcast(T.Zero)));
    }

    /// <summary>The same, of one whose hinge yields, about the origin and in coordinates of the frame before.</summary>
    public LaneArticulated<TLanes, T> Before(in BatchedLink<T> link, JointTurn<TLanes, T> turn)
    {
        var (s, c) = (turn.Sin, turn.Cos);
        var (x, y) = (turn.FromJoint(AcrossX), turn.FromJoint(AcrossY)); // the right factor Rᵀ; below the left factor R
        var moved = new LaneArticulated<TLanes, T>(
            Inertia.FromJoint(turn), Mixed(c, x, -s, y), Mixed(s, x, c, y), LaneVector<TLanes, T>.Zero, Mass.FromJoint(turn))
            .AlongZ(link.Height).AlongX(link.Length);
        var (rowX, rowY, rowZ) = (
            JointTurn<TLanes, T>.Untwisted(in link, moved.AcrossX), JointTurn<TLanes, T>.Untwisted(in link, moved.AcrossY),
            JointTurn<TLanes, T>.Untwisted(in link, moved.AcrossZ));
        var (sin, cos) = (TLanes.Broadcast(link.SinTwist), TLanes.Broadcast(link.CosTwist));
        (rowY, rowZ) = link.Twist switch
        {
            Twist.None => (rowY, rowZ),
            Twist.Quarter => (-rowZ, rowY),
            Twist.QuarterBack => (rowZ, -rowY),
            _ => (Mixed(cos, rowY, -sin, rowZ), Mixed(sin, rowY, cos, rowZ)),
        };
        return new(moved.Inertia.Untwisted(in link), rowX, rowY, rowZ, moved.Mass.Untwisted(in link));
    }

    // About an origin from which this one's lies d along z: H + P M, and I + P Sᵀ + S Pᵀ with S = H + ½ P M and P = p×. Here S has no row z.
    private LaneArticulated<TLanes, T> AlongZ(T height)
    {
        if (height == T.Zero)
        {
            return this;
        }

        var d = TLanes.Broadcast(height);
        var (half, twice) = (TLanes.Broadcast(height / (T.One + T.One)), d + d);
        var (massX, massY) = (new LaneVector<TLanes, T>(Mass.Xx, Mass.Xy, Mass.Xz), new LaneVector<TLanes, T>(Mass.Xy, Mass.Yy, Mass.Yz));
        var x = LaneVector<TLanes, T>.FusedMultiplySubtractFrom(half, massY, AcrossX);
        var y = LaneVector<TLanes, T>.FusedMultiplyAdd(half, massX, AcrossY);
        return new(
            new(
                TLanes.FusedMultiplySubtractFrom(twice, x.Y, Inertia.Xx), TLanes.FusedMultiplyAdd(twice, y.X, Inertia.Yy), Inertia.Zz,
                TLanes.FusedMultiplyAdd(d, x.X - y.Y, Inertia.Xy), Inertia.Xz, Inertia.Yz),
            LaneVector<TLanes, T>.FusedMultiplySubtractFrom(d, massY, AcrossX), LaneVector<TLanes, T>.FusedMultiplyAdd(d, massX, AcrossY), AcrossZ, Mass);
    }

    // The same for a along x.
    private LaneArticulated<TLanes, T> AlongX(T length)
    {
        if (length == T.Zero)
        {
            return this;
        }

        var a = TLanes.Broadcast(length);
        var (half, twice) = (TLanes.Broadcast(length / (T.One + T.One)), a + a);
        var (massY, massZ) = (new LaneVector<TLanes, T>(Mass.Xy, Mass.Yy, Mass.Yz), new LaneVector<TLanes, T>(Mass.Xz, Mass.Yz, Mass.Zz));
        var y = LaneVector<TLanes, T>.FusedMultiplySubtractFrom(half, massZ, AcrossY);
        var z = LaneVector<TLanes, T>.FusedMultiplyAdd(half, massY, AcrossZ);
        return new(
            new(
                Inertia.Xx, TLanes.FusedMultiplySubtractFrom(twice, y.Z, Inertia.Yy), TLanes.FusedMultiplyAdd(twice, z.Y, Inertia.Zz),
                TLanes.FusedMultiplySubtractFrom(a, AcrossX.Z, Inertia.Xy), TLanes.FusedMultiplyAdd(a, AcrossX.Y, Inertia.Xz),
                TLanes.FusedMultiplyAdd(a, y.Y - z.Z, Inertia.Yz)),
            AcrossX, LaneVector<TLanes, T>.FusedMultiplySubtractFrom(a, massZ, AcrossY), LaneVector<TLanes, T>.FusedMultiplyAdd(a, massY, AcrossZ), Mass);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LaneVector<TLanes, T> Mixed(TLanes a, LaneVector<TLanes, T> u, TLanes b, LaneVector<TLanes, T> v) =>
        new(TLanes.FusedMultiplyAdd(a, u.X, b * v.X), TLanes.FusedMultiplyAdd(a, u.Y, b * v.Y), TLanes.FusedMultiplyAdd(a, u.Z, b * v.Z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Dot(LaneVector<TLanes, T> u, LaneVector<TLanes, T> v) =>
        TLanes.FusedMultiplyAdd(u.X, v.X, TLanes.FusedMultiplyAdd(u.Y, v.Y, u.Z * v.Z));
}
