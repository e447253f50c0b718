using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <summary>Folds numbers into one, in an order that only their number decides.</summary>
/// <remarks>
/// Along the last axis: number i goes to lane i mod 64, each lane in order from its first; then lane j takes lane j + 32, j + 16, … j + 1. Numbers
/// that
/// are missing from the lanes are skipped. Along any other axis: in order. Wider vectors fold more of the 64 lanes at once, with the same bits.
/// The fixed tree also keeps the error of a sum at ½ ulp · (n/64 + 6) of Σ|x| where a plain loop has n.
/// </remarks>
internal static class Reduction
{
    private const int LaneCount = 64;
    private const int Few = 8;

    /// <summary>target[o, i] = fold of source[o, ·, i]; row-major, [outer, count, inner] to [outer, inner].</summary>
    public static void Fold<T, TFunction>(ReadOnlySpan<T> source, Span<T> target, int outer, int count, int inner, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IBinaryFunction<T>
    {
        for (var row = 0; row < outer; row++)
        {
            var from = source.Slice(row * count * inner, count * inner);
            if (inner == 1)
            {
                target[row] = Tree<T, TFunction>(from, width);
                continue;
            }

            Columns<T, TFunction>(from, target.Slice(row * inner, inner), count, width);
        }
    }

    // One column of lanes after the other, all the way down: each number is read once and each sum written once.
    private static void Columns<T, TFunction>(ReadOnlySpan<T> source, Span<T> target, int count, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IBinaryFunction<T>
    {
        var done = 0;
        if (width >= VectorWidth.Bits512 && target.Length - done >= Lanes512<T>.Count)
        {
            done = Columns<T, TFunction, Lanes512<T>>(source, target, count, done);
        }

        if (width >= VectorWidth.Bits256 && target.Length - done >= Lanes256<T>.Count)
        {
            done = Columns<T, TFunction, Lanes256<T>>(source, target, count, done);
        }

        if (width >= VectorWidth.Bits128 && target.Length - done >= Lanes128<T>.Count)
        {
            done = Columns<T, TFunction, Lanes128<T>>(source, target, count, done);
        }

        if (done < target.Length)
        {
            Columns<T, TFunction, SingleLane<T>>(source, target, count, done);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Columns<T, TFunction, TLanes>(ReadOnlySpan<T> source, Span<T> target, int count, int index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IBinaryFunction<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var x = ref MemoryMarshal.GetReference(source);
        ref var y = ref MemoryMarshal.GetReference(target);
        nint inner = target.Length;
        for (; index + TLanes.Count <= target.Length; index += TLanes.Count)
        {
            var folded = TLanes.Load(in x, index);
            nint at = index + inner;
            for (var row = 1; row < count; row++, at += inner)
            {
                folded = TFunction.Of(folded, TLanes.Load(in x, at));
            }

            folded.Store(ref y, index);
        }

        return index;
    }

    [SkipLocalsInit]
    private static T Tree<T, TFunction>(ReadOnlySpan<T> numbers, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IBinaryFunction<T>
    {
        Span<T> room = stackalloc T[LaneCount];
        var whole = numbers.Length / LaneCount * LaneCount;
        if (whole > 0)
        {
            AddRows<T, TFunction>(numbers[..whole], room, width);
            if (numbers.Length > whole)
            {
                var rest = room[..(numbers.Length - whole)];
                Pointwise.Combine<T, TFunction>(rest, 1, numbers[whole..], 1, rest, width);
            }

            return Whole<T, TFunction>(ref MemoryMarshal.GetReference(room), width);
        }

        var lanes = room[..numbers.Length];
        numbers.CopyTo(lanes);
        for (var half = LaneCount / 2; half > Few; half /= 2)
        {
            if (lanes.Length > half)
            {
                var low = lanes[..(lanes.Length - half)];
                Pointwise.Combine<T, TFunction>(low, 1, lanes[half..], 1, low, width);
                lanes = lanes[..half];
            }
        }

        return Last<T, TFunction>(lanes);
    }

    // The same, one by one: for so few a call costs more than they.
    private static T Last<T, TFunction>(Span<T> lanes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IBinaryFunction<T>
    {
        for (var half = Few; half > 0; half /= 2)
        {
            for (var lane = half; lane < lanes.Length; lane++)
            {
                var folded = TFunction.Of(new SingleLane<T>(lanes[lane - half]), new SingleLane<T>(lanes[lane]));
                lanes[lane - half] = folded.Value;
            }

            lanes = lanes[..Math.Min(half, lanes.Length)];
        }

        return lanes[0];
    }

    // The tree where no lane is missing, without a look at lengths.
    private static T Whole<T, TFunction>(ref T lanes, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IBinaryFunction<T>
    {
        for (var half = LaneCount / 2; half > 0; half /= 2)
        {
            if (width >= VectorWidth.Bits512 && half >= Lanes512<T>.Count)
            {
                Halve<T, TFunction, Lanes512<T>>(ref lanes, half);
            }
            else if (width >= VectorWidth.Bits256 && half >= Lanes256<T>.Count)
            {
                Halve<T, TFunction, Lanes256<T>>(ref lanes, half);
            }
            else if (width >= VectorWidth.Bits128 && half >= Lanes128<T>.Count)
            {
                Halve<T, TFunction, Lanes128<T>>(ref lanes, half);
            }
            else
            {
                Halve<T, TFunction, SingleLane<T>>(ref lanes, half);
            }
        }

        return lanes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Halve<T, TFunction, TLanes>(ref T lanes, int half)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IBinaryFunction<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        for (var lane = 0; lane < half; lane += TLanes.Count)
        {
            TFunction.Of(TLanes.Load(in lanes, lane), TLanes.Load(in lanes, lane + half)).Store(ref lanes, lane);
        }
    }

    private static void AddRows<T, TFunction>(ReadOnlySpan<T> rows, Span<T> lanes, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IBinaryFunction<T>
    {
        switch (width)
        {
            case VectorWidth.Bits512:
                AddRows<T, TFunction, Lanes512<T>>(rows, lanes);
                break;
            case VectorWidth.Bits256:
                AddRows<T, TFunction, Lanes256<T>>(rows, lanes);
                break;
            case VectorWidth.Bits128:
                AddRows<T, TFunction, Lanes128<T>>(rows, lanes);
                break;
            default:
                AddRows<T, TFunction, SingleLane<T>>(rows, lanes);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddRows<T, TFunction, TLanes>(ReadOnlySpan<T> rows, Span<T> lanes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IBinaryFunction<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var x = ref MemoryMarshal.GetReference(rows);
        ref var y = ref MemoryMarshal.GetReference(lanes);
        for (var lane = 0; lane < LaneCount; lane += TLanes.Count)
        {
            var folded = TLanes.Load(in x, lane);
            for (var index = lane + LaneCount; index < rows.Length; index += LaneCount)
            {
                folded = TFunction.Of(folded, TLanes.Load(in x, index));
            }

            folded.Store(ref y, lane);
        }
    }
}
