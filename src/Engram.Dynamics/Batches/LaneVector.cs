using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Numerics.Kernels;

namespace Engram.Dynamics.Batches;

/// <summary>Three coordinates of as many vectors as there are lanes.</summary>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)] // also where the compiler has seen no state pass
internal readonly struct LaneVector<TLanes, T>(TLanes x, TLanes y, TLanes z)
    where TLanes : struct, ILanes<TLanes, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly TLanes X = x;
    public readonly TLanes Y = y;
    public readonly TLanes Z = z;

    public static LaneVector<TLanes, T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(TLanes.Broadcast(T.Zero), TLanes.Broadcast(T.Zero), TLanes.Broadcast(T.Zero));
    }

    /// <summary>Reads three rows that lie one behind the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneVector<TLanes, T> Load(ref T rows, int row) => new(
        TLanes.Load(in rows, row * TLanes.Count), TLanes.Load(in rows, (row + 1) * TLanes.Count), TLanes.Load(in rows, (row + 2) * TLanes.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T rows, int row)
    {
        X.Store(ref rows, row * TLanes.Count);
        Y.Store(ref rows, (row + 1) * TLanes.Count);
        Z.Store(ref rows, (row + 2) * TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneVector<TLanes, T> operator +(LaneVector<TLanes, T> left, LaneVector<TLanes, T> right) =>
        new(left.X + right.X, left.Y + right.Y, left.Z + right.Z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneVector<TLanes, T> operator -(LaneVector<TLanes, T> value) => new(-value.X, -value.Y, -value.Z);

    /// <summary>addend + factor · vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneVector<TLanes, T> FusedMultiplyAdd(TLanes factor, LaneVector<TLanes, T> vector, LaneVector<TLanes, T> addend) => new(
        TLanes.FusedMultiplyAdd(factor, vector.X, addend.X),
        TLanes.FusedMultiplyAdd(factor, vector.Y, addend.Y),
        TLanes.FusedMultiplyAdd(factor, vector.Z, addend.Z));

    /// <summary>addend − factor · vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneVector<TLanes, T> FusedMultiplySubtractFrom(TLanes factor, LaneVector<TLanes, T> vector, LaneVector<TLanes, T> addend) => new(
        TLanes.FusedMultiplySubtractFrom(factor, vector.X, addend.X),
        TLanes.FusedMultiplySubtractFrom(factor, vector.Y, addend.Y),
        TLanes.FusedMultiplySubtractFrom(factor, vector.Z, addend.Z));

    /// <summary>addend + the vector product of both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneVector<TLanes, T> CrossAdd(LaneVector<TLanes, T> left, LaneVector<TLanes, T> right, LaneVector<TLanes, T> addend) => new(
        TLanes.FusedMultiplyAdd(left.Y, right.Z, TLanes.FusedMultiplySubtractFrom(left.Z, right.Y, addend.X)),
        TLanes.FusedMultiplyAdd(left.Z, right.X, TLanes.FusedMultiplySubtractFrom(left.X, right.Z, addend.Y)),
        TLanes.FusedMultiplyAdd(left.X, right.Y, TLanes.FusedMultiplySubtractFrom(left.Y, right.X, addend.Z)));
}
