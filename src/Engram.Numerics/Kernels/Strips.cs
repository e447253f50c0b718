using System.Numerics;
using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>Neighbouring numbers of one row of a matrix, one or a few vectors wide: what a tile of a product has of each of its rows.</summary>
/// <remarks>Each width is written out: strips nested in one another, a vector and the rest, made the compiler put sums on the stack, and a tile must keep all
/// of its sums in registers.</remarks>
/// <typeparam name="TSelf">The strip.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
internal interface IStrip<TSelf, T>
    where TSelf : struct, IStrip<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Reads a strip; of its last vector only the first <paramref name="last"/> numbers, unless it is always whole.</summary>
    static abstract TSelf Load(ref readonly T source, nint offset, int last);

    /// <summary>The same number everywhere.</summary>
    static abstract TSelf Broadcast(T value);

    /// <summary>Writes it; of the last vector only as much as was read.</summary>
    void Store(ref T target, nint offset, int last);

    /// <summary>sum + factor · row, rounded once.</summary>
    static abstract TSelf Add(T factor, TSelf row, TSelf sum);

    /// <summary>max(x, 0); NaN stays NaN.</summary>
    TSelf Rectified();

    /// <summary>0 where the gate is not positive; where it is NaN the number passes.</summary>
    TSelf Gated(TSelf gate);
}

/// <summary>Whether the last vector of a strip is whole.</summary>
internal interface IStripEnd
{
    static abstract TLanes Load<T, TLanes>(ref readonly T source, nint offset, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>;

    static abstract void Store<T, TLanes>(TLanes value, ref T target, nint offset, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>;
}

/// <summary>It is.</summary>
internal readonly struct WholeEnd : IStripEnd
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<T, TLanes>(ref readonly T source, nint offset, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T> => TLanes.Load(in source, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T, TLanes>(TLanes value, ref T target, nint offset, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T> => value.Store(ref target, offset);
}

/// <summary>Only its first numbers exist.</summary>
internal readonly struct PartEnd : IStripEnd
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<T, TLanes>(ref readonly T source, nint offset, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T> => TLanes.LoadFirst(in source, offset, last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T, TLanes>(TLanes value, ref T target, nint offset, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T> => value.StoreFirst(ref target, offset, last);
}

/// <summary>One vector.</summary>
internal readonly struct OneWide<T, TLanes, TEnd>(TLanes last) : IStrip<OneWide<T, TLanes, TEnd>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : struct, ILanes<TLanes, T>
    where TEnd : struct, IStripEnd
{
    private readonly TLanes _last = last;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneWide<T, TLanes, TEnd> Load(ref readonly T source, nint offset, int last) => new(TEnd.Load<T, TLanes>(in source, offset, last));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneWide<T, TLanes, TEnd> Broadcast(T value)
    {
        var same = TLanes.Broadcast(value);
        return new(same);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset, int last)
    {
        TEnd.Store(_last, ref target, offset, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneWide<T, TLanes, TEnd> Add(T factor, OneWide<T, TLanes, TEnd> row, OneWide<T, TLanes, TEnd> sum)
    {
        var same = TLanes.Broadcast(factor);
        return new(TLanes.FusedMultiplyAdd(same, row._last, sum._last));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OneWide<T, TLanes, TEnd> Rectified()
    {
        var zero = TLanes.Broadcast(T.Zero);
        return new(TLanes.WhereLess(_last, zero, zero, _last));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OneWide<T, TLanes, TEnd> Gated(OneWide<T, TLanes, TEnd> gate)
    {
        var (zero, smallest) = (TLanes.Broadcast(T.Zero), TLanes.Broadcast(T.Epsilon)); // y < ε is y ≤ 0
        return new(TLanes.WhereLess(gate._last, smallest, zero, _last));
    }
}

/// <summary>Two vectors.</summary>
internal readonly struct TwoWide<T, TLanes, TEnd>(TLanes left, TLanes last) : IStrip<TwoWide<T, TLanes, TEnd>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : struct, ILanes<TLanes, T>
    where TEnd : struct, IStripEnd
{
    private readonly TLanes _left = left;
    private readonly TLanes _last = last;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoWide<T, TLanes, TEnd> Load(ref readonly T source, nint offset, int last) => new(TLanes.Load(in source, offset), TEnd.Load<T, TLanes>(in source, offset + TLanes.Count, last));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoWide<T, TLanes, TEnd> Broadcast(T value)
    {
        var same = TLanes.Broadcast(value);
        return new(same, same);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset, int last)
    {
        _left.Store(ref target, offset);
        TEnd.Store(_last, ref target, offset + TLanes.Count, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoWide<T, TLanes, TEnd> Add(T factor, TwoWide<T, TLanes, TEnd> row, TwoWide<T, TLanes, TEnd> sum)
    {
        var same = TLanes.Broadcast(factor);
        return new(TLanes.FusedMultiplyAdd(same, row._left, sum._left), TLanes.FusedMultiplyAdd(same, row._last, sum._last));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TwoWide<T, TLanes, TEnd> Rectified()
    {
        var zero = TLanes.Broadcast(T.Zero);
        return new(TLanes.WhereLess(_left, zero, zero, _left), TLanes.WhereLess(_last, zero, zero, _last));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TwoWide<T, TLanes, TEnd> Gated(TwoWide<T, TLanes, TEnd> gate)
    {
        var (zero, smallest) = (TLanes.Broadcast(T.Zero), TLanes.Broadcast(T.Epsilon)); // y < ε is y ≤ 0
        return new(TLanes.WhereLess(gate._left, smallest, zero, _left), TLanes.WhereLess(gate._last, smallest, zero, _last));
    }
}

/// <summary>Three vectors.</summary>
internal readonly struct ThreeWide<T, TLanes, TEnd>(TLanes first, TLanes second, TLanes last) : IStrip<ThreeWide<T, TLanes, TEnd>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : struct, ILanes<TLanes, T>
    where TEnd : struct, IStripEnd
{
    private readonly TLanes _first = first;
    private readonly TLanes _second = second;
    private readonly TLanes _last = last;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Deconstruct(out TLanes first, out TLanes second, out TLanes last) => (first, second, last) = (_first, _second, _last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ThreeWide<T, TLanes, TEnd> Load(ref readonly T source, nint offset, int last) => new(
        TLanes.Load(in source, offset),
        TLanes.Load(in source, offset + TLanes.Count),
        TEnd.Load<T, TLanes>(in source, offset + (2 * TLanes.Count), last));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ThreeWide<T, TLanes, TEnd> Broadcast(T value)
    {
        var same = TLanes.Broadcast(value);
        return new(same, same, same);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset, int last)
    {
        _first.Store(ref target, offset);
        _second.Store(ref target, offset + TLanes.Count);
        TEnd.Store(_last, ref target, offset + (2 * TLanes.Count), last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ThreeWide<T, TLanes, TEnd> Add(T factor, ThreeWide<T, TLanes, TEnd> row, ThreeWide<T, TLanes, TEnd> sum)
    {
        var same = TLanes.Broadcast(factor);
        return new(
        TLanes.FusedMultiplyAdd(same, row._first, sum._first),
        TLanes.FusedMultiplyAdd(same, row._second, sum._second),
        TLanes.FusedMultiplyAdd(same, row._last, sum._last));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ThreeWide<T, TLanes, TEnd> Rectified()
    {
        var zero = TLanes.Broadcast(T.Zero);
        return new(
        TLanes.WhereLess(_first, zero, zero, _first),
        TLanes.WhereLess(_second, zero, zero, _second),
        TLanes.WhereLess(_last, zero, zero, _last));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ThreeWide<T, TLanes, TEnd> Gated(ThreeWide<T, TLanes, TEnd> gate)
    {
        var (zero, smallest) = (TLanes.Broadcast(T.Zero), TLanes.Broadcast(T.Epsilon)); // y < ε is y ≤ 0
        return new(
        TLanes.WhereLess(gate._first, smallest, zero, _first),
        TLanes.WhereLess(gate._second, smallest, zero, _second),
        TLanes.WhereLess(gate._last, smallest, zero, _last));
    }
}

/// <summary>Four vectors.</summary>
internal readonly struct FourWide<T, TLanes, TEnd>(TLanes first, TLanes second, TLanes third, TLanes last) : IStrip<FourWide<T, TLanes, TEnd>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : struct, ILanes<TLanes, T>
    where TEnd : struct, IStripEnd
{
    private readonly TLanes _first = first;
    private readonly TLanes _second = second;
    private readonly TLanes _third = third;
    private readonly TLanes _last = last;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourWide<T, TLanes, TEnd> Load(ref readonly T source, nint offset, int last) => new(
        TLanes.Load(in source, offset),
        TLanes.Load(in source, offset + TLanes.Count),
        TLanes.Load(in source, offset + (2 * TLanes.Count)),
        TEnd.Load<T, TLanes>(in source, offset + (3 * TLanes.Count), last));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourWide<T, TLanes, TEnd> Broadcast(T value)
    {
        var same = TLanes.Broadcast(value);
        return new(same, same, same, same);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset, int last)
    {
        _first.Store(ref target, offset);
        _second.Store(ref target, offset + TLanes.Count);
        _third.Store(ref target, offset + (2 * TLanes.Count));
        TEnd.Store(_last, ref target, offset + (3 * TLanes.Count), last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourWide<T, TLanes, TEnd> Add(T factor, FourWide<T, TLanes, TEnd> row, FourWide<T, TLanes, TEnd> sum)
    {
        var same = TLanes.Broadcast(factor);
        return new(
        TLanes.FusedMultiplyAdd(same, row._first, sum._first),
        TLanes.FusedMultiplyAdd(same, row._second, sum._second),
        TLanes.FusedMultiplyAdd(same, row._third, sum._third),
        TLanes.FusedMultiplyAdd(same, row._last, sum._last));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FourWide<T, TLanes, TEnd> Rectified()
    {
        var zero = TLanes.Broadcast(T.Zero);
        return new(
        TLanes.WhereLess(_first, zero, zero, _first),
        TLanes.WhereLess(_second, zero, zero, _second),
        TLanes.WhereLess(_third, zero, zero, _third),
        TLanes.WhereLess(_last, zero, zero, _last));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FourWide<T, TLanes, TEnd> Gated(FourWide<T, TLanes, TEnd> gate)
    {
        var (zero, smallest) = (TLanes.Broadcast(T.Zero), TLanes.Broadcast(T.Epsilon)); // y < ε is y ≤ 0
        return new(
        TLanes.WhereLess(gate._first, smallest, zero, _first),
        TLanes.WhereLess(gate._second, smallest, zero, _second),
        TLanes.WhereLess(gate._third, smallest, zero, _third),
        TLanes.WhereLess(gate._last, smallest, zero, _last));
    }
}
