using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Numerics.Kernels;

namespace Engram.Dynamics.Batches;

/// <summary>How vectors pass a joint, in lanes. Between its frame and the one before lies the frame that is twisted but not yet turned.</summary>
/// <param name="sin">Sine of the angle about z, θ₀ included.</param>
/// <param name="cos">Cosine of it.</param>
/// <remarks>In the twisted frame the offset is (a, 0, d). Every branch goes the same way for all states, so it costs next to nothing.</remarks>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)] // also where the compiler has seen no state pass
internal readonly struct JointTurn<TLanes, T>(TLanes sin, TLanes cos)
    where TLanes : struct, ILanes<TLanes, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly TLanes Sin = sin;
    public readonly TLanes Cos = cos;

    /// <summary>Computes the turns of a block of states and keeps them in the first rows.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // see IColumnKernel
    public static void StoreAll<TFunctions>(ReadOnlySpan<BatchedLink<T>> links, ref readonly T q, int batch, int column, ref T rows)
        where TFunctions : ILaneFunctions<T>
    {
        for (var i = 0; i < links.Length; i++)
        {
            ref readonly var link = ref links[i];
            var (sin, cos) = TFunctions.SinCos(TLanes.Load(in q, (nint)i * batch + column));
            if (link.TurnedAtZero)
            {
                var (s, c) = (TLanes.Broadcast(link.SinZero), TLanes.Broadcast(link.CosZero));
                (sin, cos) = (TLanes.FusedMultiplyAdd(sin, c, cos * s), TLanes.FusedMultiplySubtractFrom(sin, s, cos * c));
            }

            sin.Store(ref rows, i * BatchData<T>.TurnRows * TLanes.Count);
            cos.Store(ref rows, (i * BatchData<T>.TurnRows + 1) * TLanes.Count);
        }
    }

    /// <summary>Reads the turn of a joint.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JointTurn<TLanes, T> Load(ref T rows, int joint) => new(
        TLanes.Load(in rows, joint * BatchData<T>.TurnRows * TLanes.Count), TLanes.Load(in rows, (joint * BatchData<T>.TurnRows + 1) * TLanes.Count));

    /// <summary>From the twisted frame into the joint's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneVector<TLanes, T> ToJoint(LaneVector<TLanes, T> v) => new(
        TLanes.FusedMultiplyAdd(Cos, v.X, Sin * v.Y), TLanes.FusedMultiplySubtractFrom(Sin, v.X, Cos * v.Y), v.Z);

    /// <summary>From the joint's frame into the twisted one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneVector<TLanes, T> FromJoint(LaneVector<TLanes, T> v) => new(
        TLanes.FusedMultiplySubtractFrom(Sin, v.Y, Cos * v.X), TLanes.FusedMultiplyAdd(Sin, v.X, Cos * v.Y), v.Z);

    /// <summary>From the frame before into the twisted one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneVector<TLanes, T> Twisted(in BatchedLink<T> link, LaneVector<TLanes, T> v)
    {
        if (link.Twist == Twist.Quarter)
        {
            return new(v.X, v.Z, -v.Y);
        }

        if (link.Twist == Twist.QuarterBack)
        {
            return new(v.X, -v.Z, v.Y);
        }

        if (link.Twist == Twist.None)
        {
            return v;
        }

        var (s, c) = (TLanes.Broadcast(link.SinTwist), TLanes.Broadcast(link.CosTwist));
        return new(v.X, TLanes.FusedMultiplyAdd(s, v.Z, c * v.Y), TLanes.FusedMultiplySubtractFrom(s, v.Y, c * v.Z));
    }

    /// <summary>From the twisted frame into the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneVector<TLanes, T> Untwisted(in BatchedLink<T> link, LaneVector<TLanes, T> v)
    {
        if (link.Twist == Twist.Quarter)
        {
            return new(v.X, -v.Z, v.Y);
        }

        if (link.Twist == Twist.QuarterBack)
        {
            return new(v.X, v.Z, -v.Y);
        }

        if (link.Twist == Twist.None)
        {
            return v;
        }

        var (s, c) = (TLanes.Broadcast(link.SinTwist), TLanes.Broadcast(link.CosTwist));
        return new(v.X, TLanes.FusedMultiplySubtractFrom(s, v.Z, c * v.Y), TLanes.FusedMultiplyAdd(s, v.Y, c * v.Z));
    }

    /// <summary>The moment about the origin of the frame before, both in the twisted frame: moment + (a, 0, d) × force.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneVector<TLanes, T> AboutOriginBefore(in BatchedLink<T> link, LaneVector<TLanes, T> force, LaneVector<TLanes, T> moment)
    {
        if (link.Height != T.Zero)
        {
            var d = TLanes.Broadcast(link.Height);
            moment = new(TLanes.FusedMultiplySubtractFrom(d, force.Y, moment.X), TLanes.FusedMultiplyAdd(d, force.X, moment.Y), moment.Z);
        }

        if (link.Length != T.Zero)
        {
            var a = TLanes.Broadcast(link.Length);
            moment = new(moment.X, TLanes.FusedMultiplySubtractFrom(a, force.Z, moment.Y), TLanes.FusedMultiplyAdd(a, force.Y, moment.Z));
        }

        return moment;
    }
}
