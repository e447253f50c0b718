using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <summary>Clipping by value, number by number; the bits are the same at every vector width.</summary>
public static class Clipping
{
    /// <summary>Clips every number to [−bound, bound].</summary>
    /// <param name="numbers">Any numbers; ±∞ are clipped, NaN stays NaN.</param>
    /// <param name="bound">Not negative; +∞ changes nothing.</param>
    /// <param name="clipped">Receives the clipped numbers; may be the same memory.</param>
    /// <param name="hasNaN">Whether any number is NaN.</param>
    /// <returns>How many numbers lay outside the bound.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static int ByValue(ReadOnlySpan<double> numbers, double bound, Span<double> clipped, out bool hasNaN) =>
        ByValue(numbers, bound, clipped, out hasNaN, VectorWidths.Widest);

    /// <summary>clip(left × right, −bound, bound).</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Product(ReadOnlySpan<double> left, ReadOnlySpan<double> right, double bound, Span<double> clipped) =>
        Product(left, right, bound, clipped, VectorWidths.Widest);

    /// <summary>One row of numbers, clipped to [−bound, bound]; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLanes Clip<T, TLanes>(TLanes numbers, TLanes bound)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        var low = bound ^ TLanes.Broadcast(T.NegativeZero);
        return TLanes.WhereLess(bound, numbers, bound, TLanes.WhereLess(numbers, low, low, numbers));
    }

    /// <summary>As the public one, where nobody asks what was clipped.</summary>
    internal static void ByValue<T>(ReadOnlySpan<T> numbers, T bound, Span<T> clipped, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(numbers.Length, clipped.Length);
        Pointwise.Combine<T, Clipped<T>>(numbers, 1, [bound], 0, clipped, width);
    }

    internal static int ByValue(ReadOnlySpan<double> numbers, double bound, Span<double> clipped, out bool hasNaN, VectorWidth width)
    {
        Require(numbers.Length, clipped.Length);
        var (outside, fault) = (0, false);
        var done = width switch
        {
            VectorWidth.Bits512 => ByValue<Lanes512<double>>(numbers, bound, clipped, 0, ref outside, ref fault),
            VectorWidth.Bits256 => ByValue<Lanes256<double>>(numbers, bound, clipped, 0, ref outside, ref fault),
            VectorWidth.Bits128 => ByValue<Lanes128<double>>(numbers, bound, clipped, 0, ref outside, ref fault),
            _ => 0,
        };
        ByValue<SingleLane<double>>(numbers, bound, clipped, done, ref outside, ref fault);
        hasNaN = fault;
        return outside;
    }

    internal static void Product(ReadOnlySpan<double> left, ReadOnlySpan<double> right, double bound, Span<double> clipped, VectorWidth width)
    {
        Require(left.Length, right.Length);
        Require(left.Length, clipped.Length);
        var done = width switch
        {
            VectorWidth.Bits512 => Product<Lanes512<double>>(left, right, bound, clipped, 0),
            VectorWidth.Bits256 => Product<Lanes256<double>>(left, right, bound, clipped, 0),
            VectorWidth.Bits128 => Product<Lanes128<double>>(left, right, bound, clipped, 0),
            _ => 0,
        };
        Product<SingleLane<double>>(left, right, bound, clipped, done);
    }

    private static int ByValue<TLanes>(ReadOnlySpan<double> numbers, double bound, Span<double> clipped, int start, ref int outside, ref bool fault)
        where TLanes : struct, ILanes<TLanes, double>
    {
        ref var from = ref MemoryMarshal.GetReference(numbers);
        ref var to = ref MemoryMarshal.GetReference(clipped);
        var (high, low, zero, one) = (TLanes.Broadcast(bound), TLanes.Broadcast(-bound), TLanes.Broadcast(0), TLanes.Broadcast(1));
        var (counts, faults) = (zero, zero);
        var index = start;
        for (; index + TLanes.Count <= numbers.Length; index += TLanes.Count)
        {
            var number = TLanes.Load(in from, index);
            Clip<double, TLanes>(number, high).Store(ref to, index);
            counts += TLanes.WhereLess(high, number, one, TLanes.WhereLess(number, low, one, zero));
            faults += number - number; // 0, or NaN for NaN and infinities
        }

        // Across lanes only counts are added, which are whole numbers, and faults, which are 0 or NaN: any order gives the same.
        Span<double> lanes = stackalloc double[TLanes.Count];
        counts.Store(ref MemoryMarshal.GetReference(lanes), 0);
        foreach (var count in lanes)
        {
            outside += (int)count;
        }

        faults.Store(ref MemoryMarshal.GetReference(lanes), 0);
        fault |= lanes.ContainsAnyExcept(0.0) && HasNaN(clipped[start..index]);

        return index;
    }

    private static int Product<TLanes>(ReadOnlySpan<double> left, ReadOnlySpan<double> right, double bound, Span<double> clipped, int start)
        where TLanes : struct, ILanes<TLanes, double>
    {
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right);
        ref var to = ref MemoryMarshal.GetReference(clipped);
        var limit = TLanes.Broadcast(bound);
        var index = start;
        for (; index + TLanes.Count <= left.Length; index += TLanes.Count)
        {
            Clip<double, TLanes>(TLanes.Load(in a, index) * TLanes.Load(in b, index), limit).Store(ref to, index);
        }

        return index;
    }

    private static bool HasNaN(ReadOnlySpan<double> numbers)
    {
        foreach (var number in numbers)
        {
            if (double.IsNaN(number))
            {
                return true;
            }
        }

        return false;
    }

    private static void Require(int given, int room)
    {
        if (given != room)
        {
            throw new ArgumentException($"Clipping needs spans of the same length; given were {given} and {room}.");
        }
    }
}

/// <summary>The first number, clipped to ± the second, which is not negative.</summary>
internal readonly struct Clipped<T> : IBinaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes, T> => Clipping.Clip<T, TLanes>(a, b);
}
