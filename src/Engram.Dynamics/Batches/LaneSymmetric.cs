using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Numerics.Kernels;

namespace Engram.Dynamics.Batches;

/// <summary>The six numbers of as many symmetric 3×3 matrices as there are lanes.</summary>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)] // also where the compiler has seen no state pass
internal readonly struct LaneSymmetric<TLanes, T>(TLanes xx, TLanes yy, TLanes zz, TLanes xy, TLanes xz, TLanes yz)
    where TLanes : struct, ILanes<TLanes, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly TLanes Xx = xx;
    public readonly TLanes Yy = yy;
    public readonly TLanes Zz = zz;
    public readonly TLanes Xy = xy;
    public readonly TLanes Xz = xz;
    public readonly TLanes Yz = yz;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneSymmetric<TLanes, T> operator +(in LaneSymmetric<TLanes, T> left, in LaneSymmetric<TLanes, T> right) => new(
        left.Xx + right.Xx, left.Yy + right.Yy, left.Zz + right.Zz, left.Xy + right.Xy, left.Xz + right.Xz, left.Yz + right.Yz);

    /// <summary>The same matrix in the frame that is twisted but not turned, from the joint's: R S Rᵀ for a turn about z.</summary>
    /// <remarks>With e = s (xx − yy) + 2 c xy the turned block is xx − s e, yy + s e, c e − xy.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneSymmetric<TLanes, T> FromJoint(JointTurn<TLanes, T> turn)
    {
        var e = TLanes.FusedMultiplyAdd(turn.Sin, Xx - Yy, (turn.Cos + turn.Cos) * Xy);
        return new(
            TLanes.FusedMultiplySubtractFrom(turn.Sin, e, Xx), TLanes.FusedMultiplyAdd(turn.Sin, e, Yy), Zz, turn.Cos * e - Xy,
            TLanes.FusedMultiplySubtractFrom(turn.Sin, Yz, turn.Cos * Xz), TLanes.FusedMultiplyAdd(turn.Sin, Xz, turn.Cos * Yz));
    }

    /// <summary>The same matrix in the frame before, from the twisted one: R S Rᵀ for a turn about x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneSymmetric<TLanes, T> Untwisted(in BatchedLink<T> link)
    {
        if (link.Twist == Twist.Quarter)
        {
            return new(Xx, Zz, Yy, -Xz, Xy, -Yz);
        }

        if (link.Twist == Twist.QuarterBack)
        {
            return new(Xx, Zz, Yy, Xz, -Xy, -Yz);
        }

        if (link.Twist == Twist.None)
        {
            return this;
        }

        var (s, c) = (TLanes.Broadcast(link.SinTwist), TLanes.Broadcast(link.CosTwist));
        var e = TLanes.FusedMultiplyAdd(s, Yy - Zz, (c + c) * Yz);
        return new(
            Xx, TLanes.FusedMultiplySubtractFrom(s, e, Yy), TLanes.FusedMultiplyAdd(s, e, Zz),
            TLanes.FusedMultiplySubtractFrom(s, Xz, c * Xy), TLanes.FusedMultiplyAdd(s, Xy, c * Xz), c * e - Yz);
    }
}
