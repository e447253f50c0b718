using System.Numerics;
using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>Four rows of lanes as one: each operation is done on all four, one after the other.</summary>
/// <remarks>
/// A long chain of operations makes a processor wait for itself. Four chains side by side fill the wait, and what is broadcast is fetched once for all
/// of them. Only for processors with 32 registers; fewer do not hold what is under way.
/// </remarks>
/// <typeparam name="TLanes">One of the rows.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly struct FourRows<TLanes, T>(TLanes first, TLanes second, TLanes third, TLanes fourth) : ILanes<FourRows<TLanes, T>, T>
    where TLanes : struct, ILanes<TLanes, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLanes _first = first;
    private readonly TLanes _second = second;
    private readonly TLanes _third = third;
    private readonly TLanes _fourth = fourth;

    public static int Count => 4 * TLanes.Count;

    public static int Registers => TLanes.Registers / 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> Broadcast(T value)
    {
        var all = TLanes.Broadcast(value);
        return new(all, all, all, all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> Load(ref readonly T source, nint offset) => new(
        TLanes.Load(in source, offset),
        TLanes.Load(in source, offset + TLanes.Count),
        TLanes.Load(in source, offset + (2 * TLanes.Count)),
        TLanes.Load(in source, offset + (3 * TLanes.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset)
    {
        _first.Store(ref target, offset);
        _second.Store(ref target, offset + TLanes.Count);
        _third.Store(ref target, offset + (2 * TLanes.Count));
        _fourth.Store(ref target, offset + (3 * TLanes.Count));
    }

    public static FourRows<TLanes, T> LoadFirst(ref readonly T source, nint offset, int count) => new(
        RowOf(in source, offset, count),
        RowOf(in source, offset + TLanes.Count, count - TLanes.Count),
        RowOf(in source, offset + (2 * TLanes.Count), count - (2 * TLanes.Count)),
        RowOf(in source, offset + (3 * TLanes.Count), count - (3 * TLanes.Count)));

    public void StoreFirst(ref T target, nint offset, int count)
    {
        StoreRow(_first, ref target, offset, count);
        StoreRow(_second, ref target, offset + TLanes.Count, count - TLanes.Count);
        StoreRow(_third, ref target, offset + (2 * TLanes.Count), count - (2 * TLanes.Count));
        StoreRow(_fourth, ref target, offset + (3 * TLanes.Count), count - (3 * TLanes.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> operator +(FourRows<TLanes, T> left, FourRows<TLanes, T> right) =>
        new(left._first + right._first, left._second + right._second, left._third + right._third, left._fourth + right._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> operator -(FourRows<TLanes, T> left, FourRows<TLanes, T> right) =>
        new(left._first - right._first, left._second - right._second, left._third - right._third, left._fourth - right._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> operator -(FourRows<TLanes, T> value) => new(-value._first, -value._second, -value._third, -value._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> operator *(FourRows<TLanes, T> left, FourRows<TLanes, T> right) =>
        new(left._first * right._first, left._second * right._second, left._third * right._third, left._fourth * right._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> operator /(FourRows<TLanes, T> left, FourRows<TLanes, T> right) =>
        new(left._first / right._first, left._second / right._second, left._third / right._third, left._fourth / right._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> operator &(FourRows<TLanes, T> left, FourRows<TLanes, T> right) =>
        new(left._first & right._first, left._second & right._second, left._third & right._third, left._fourth & right._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> operator |(FourRows<TLanes, T> left, FourRows<TLanes, T> right) =>
        new(left._first | right._first, left._second | right._second, left._third | right._third, left._fourth | right._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> operator ^(FourRows<TLanes, T> left, FourRows<TLanes, T> right) =>
        new(left._first ^ right._first, left._second ^ right._second, left._third ^ right._third, left._fourth ^ right._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> FusedMultiplyAdd(FourRows<TLanes, T> left, FourRows<TLanes, T> right, FourRows<TLanes, T> addend) => new(
        TLanes.FusedMultiplyAdd(left._first, right._first, addend._first),
        TLanes.FusedMultiplyAdd(left._second, right._second, addend._second),
        TLanes.FusedMultiplyAdd(left._third, right._third, addend._third),
        TLanes.FusedMultiplyAdd(left._fourth, right._fourth, addend._fourth));

    /// <summary>This × right, the same row for each of the four: it takes one register, where four rows of one constant take four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FourRows<TLanes, T> Times(TLanes right) => new(_first * right, _second * right, _third * right, _fourth * right);

    /// <summary>This × right + addend, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FourRows<TLanes, T> TimesPlus(TLanes right, TLanes addend) => new(
        TLanes.FusedMultiplyAdd(_first, right, addend),
        TLanes.FusedMultiplyAdd(_second, right, addend),
        TLanes.FusedMultiplyAdd(_third, right, addend),
        TLanes.FusedMultiplyAdd(_fourth, right, addend));

    /// <summary>This × right + addend, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FourRows<TLanes, T> TimesPlus(FourRows<TLanes, T> right, TLanes addend) => new(
        TLanes.FusedMultiplyAdd(_first, right._first, addend),
        TLanes.FusedMultiplyAdd(_second, right._second, addend),
        TLanes.FusedMultiplyAdd(_third, right._third, addend),
        TLanes.FusedMultiplyAdd(_fourth, right._fourth, addend));

    /// <summary>This − left × right, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FourRows<TLanes, T> LessTimes(FourRows<TLanes, T> left, TLanes right) => new(
        TLanes.FusedMultiplySubtractFrom(left._first, right, _first),
        TLanes.FusedMultiplySubtractFrom(left._second, right, _second),
        TLanes.FusedMultiplySubtractFrom(left._third, right, _third),
        TLanes.FusedMultiplySubtractFrom(left._fourth, right, _fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> FusedMultiplySubtractFrom(FourRows<TLanes, T> left, FourRows<TLanes, T> right, FourRows<TLanes, T> addend) => new(
        TLanes.FusedMultiplySubtractFrom(left._first, right._first, addend._first),
        TLanes.FusedMultiplySubtractFrom(left._second, right._second, addend._second),
        TLanes.FusedMultiplySubtractFrom(left._third, right._third, addend._third),
        TLanes.FusedMultiplySubtractFrom(left._fourth, right._fourth, addend._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> WhereLess(FourRows<TLanes, T> left, FourRows<TLanes, T> right, FourRows<TLanes, T> yes, FourRows<TLanes, T> no) => new(
        TLanes.WhereLess(left._first, right._first, yes._first, no._first),
        TLanes.WhereLess(left._second, right._second, yes._second, no._second),
        TLanes.WhereLess(left._third, right._third, yes._third, no._third),
        TLanes.WhereLess(left._fourth, right._fourth, yes._fourth, no._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> WhereEqual(FourRows<TLanes, T> left, FourRows<TLanes, T> right, FourRows<TLanes, T> yes, FourRows<TLanes, T> no) => new(
        TLanes.WhereEqual(left._first, right._first, yes._first, no._first),
        TLanes.WhereEqual(left._second, right._second, yes._second, no._second),
        TLanes.WhereEqual(left._third, right._third, yes._third, no._third),
        TLanes.WhereEqual(left._fourth, right._fourth, yes._fourth, no._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> Smaller(FourRows<TLanes, T> left, FourRows<TLanes, T> right) => new(
        TLanes.Smaller(left._first, right._first),
        TLanes.Smaller(left._second, right._second),
        TLanes.Smaller(left._third, right._third),
        TLanes.Smaller(left._fourth, right._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> Larger(FourRows<TLanes, T> left, FourRows<TLanes, T> right) => new(
        TLanes.Larger(left._first, right._first),
        TLanes.Larger(left._second, right._second),
        TLanes.Larger(left._third, right._third),
        TLanes.Larger(left._fourth, right._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyLess(FourRows<TLanes, T> left, FourRows<TLanes, T> right) =>
        TLanes.AnyLess(left._first, right._first) || TLanes.AnyLess(left._second, right._second)
        || TLanes.AnyLess(left._third, right._third) || TLanes.AnyLess(left._fourth, right._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> Whole(FourRows<TLanes, T> value) =>
        new(TLanes.Whole(value._first), TLanes.Whole(value._second), TLanes.Whole(value._third), TLanes.Whole(value._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> TimesPowerOfTwo(FourRows<TLanes, T> value, FourRows<TLanes, T> exponent) => new(
        TLanes.TimesPowerOfTwo(value._first, exponent._first),
        TLanes.TimesPowerOfTwo(value._second, exponent._second),
        TLanes.TimesPowerOfTwo(value._third, exponent._third),
        TLanes.TimesPowerOfTwo(value._fourth, exponent._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> SquareRoot(FourRows<TLanes, T> value) =>
        new(TLanes.SquareRoot(value._first), TLanes.SquareRoot(value._second), TLanes.SquareRoot(value._third), TLanes.SquareRoot(value._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> ShiftBitsRight(FourRows<TLanes, T> value, int count) => new(
        TLanes.ShiftBitsRight(value._first, count),
        TLanes.ShiftBitsRight(value._second, count),
        TLanes.ShiftBitsRight(value._third, count),
        TLanes.ShiftBitsRight(value._fourth, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourRows<TLanes, T> ShiftBitsLeft(FourRows<TLanes, T> value, int count) => new(
        TLanes.ShiftBitsLeft(value._first, count),
        TLanes.ShiftBitsLeft(value._second, count),
        TLanes.ShiftBitsLeft(value._third, count),
        TLanes.ShiftBitsLeft(value._fourth, count));

    // Of what is left from this row on: all of it, its first numbers, or nothing.
    private static TLanes RowOf(ref readonly T source, nint offset, int left) =>
        left > 0 ? TLanes.LoadFirst(in source, offset, Math.Min(left, TLanes.Count)) : TLanes.Broadcast(T.Zero);

    private static void StoreRow(TLanes row, ref T target, nint offset, int left)
    {
        if (left > 0)
        {
            row.StoreFirst(ref target, offset, Math.Min(left, TLanes.Count));
        }
    }
}
