using System.Numerics;
using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>Tiles two and a half vectors wide, or less, in which the short ends of two rows share a vector: where columns end within the first half of one, three
/// would be computed for each row.</summary>
/// <remarks>
/// For processors with 32 registers. A pair of rows is four whole vectors and the shared one, whose lower half belongs to the upper row. Written out as
/// <see cref="Tiles{T, TStrip, TBeginning, TEnding}"/> are, for the same reason; with ten and four rows alone, products of 16 and 32 rows took 5 to 17 % longer.
/// Every number takes the same chain of multiply-adds as there.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TBeginning">What the sums begin with.</typeparam>
/// <typeparam name="TEnding">What becomes of the sums.</typeparam>
internal static class PairedTiles<T, TBeginning, TEnding>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TBeginning : struct, IBeginning
    where TEnding : struct, IEnding
{
    private const int FewestRows = 4;

    // For so many rows that are left, or more, how many the next tile takes. An odd number leaves five or seven to others, so that no single row waits for its
    // own sums.
    private static ReadOnlySpan<byte> UpToTen => [0, 0, 0, 0, 4, 0, 6, 0, 8, 4, 10, 6, 6, 8, 8, 10, 8, 10, 10, 10, 10];

    /// <summary>Whether rows of so many columns, the last of which fill a part of a vector, are computed here: more than a quarter of it, or sorting the ends
    /// costs as much as it saves (100 columns).</summary>
    public static bool Fit<TLanes>(int vectors, int last, int rows)
        where TLanes : struct, ILanes<TLanes, T> =>
        typeof(TLanes) == typeof(Lanes512<T>) && vectors == 3 && 2 * last <= Lanes512<T>.Count && 4 * last > Lanes512<T>.Count && rows >= FewestRows;

    /// <summary>Computes as many rows as go in pairs.</summary>
    /// <returns>The first that is left.</returns>
    public static int Run(ref readonly T b, ref readonly T start, nint column, in TileWork<T> work)
    {
        var row = 0;
        for (int height; (height = UpToTen[Math.Min(work.Rows - row, UpToTen.Length - 1)]) > 0; row += height)
        {
            ref readonly var rows = ref Unsafe.Add(ref Unsafe.AsRef(in work.A), row * work.RowStride);
            ref readonly var from = ref Unsafe.Add(ref Unsafe.AsRef(in start), row * work.StartStride);
            var target = column + ((work.FirstRow + row) * work.TargetStride);
            switch (height)
            {
                case 10:
                    Ten(in rows, in b, in from, target, in work);
                    break;
                case 8:
                    Eight(in rows, in b, in from, target, in work);
                    break;
                case 6:
                    Six(in rows, in b, in from, target, in work);
                    break;
                default:
                    Four(in rows, in b, in from, target, in work);
                    break;
            }
        }

        return row;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(ref readonly T a, ref readonly T b, ref readonly T start, nint target, in TileWork<T> work)
    {
        var (last, inner, below, next) = (work.Last, work.InnerStride, work.Below, work.StartStride);
        var one = work.RowStride;
        var two = 2 * one;
        ref var a0 = ref Unsafe.AsRef(in a);
        ref var a3 = ref Unsafe.Add(ref a0, 3 * one);
        var (left0, right0, end0) = Begin(in start, 0, last);
        var (left1, right1, end1) = Begin(in start, next, last);
        var (left2, right2, end2) = Begin(in start, 2 * next, last);
        var (left3, right3, end3) = Begin(in start, 3 * next, last);
        var ends0 = Lanes512<T>.Halves(end0, end1);
        var ends2 = Lanes512<T>.Halves(end2, end3);
        nint from = 0;
        for (var k = work.Inner; k > 0; k--, from += below)
        {
            var (left, right) = Whole(in b, from);
            var end = Lanes512<T>.LoadFirst(in b, from + (2 * Lanes512<T>.Count), last);
            end = Lanes512<T>.Halves(end, end);
            var (upper0, lower0) = (Lanes512<T>.Broadcast(a0), Lanes512<T>.Broadcast(Unsafe.Add(ref a0, one)));
            left0 = Lanes512<T>.FusedMultiplyAdd(upper0, left, left0);
            right0 = Lanes512<T>.FusedMultiplyAdd(upper0, right, right0);
            left1 = Lanes512<T>.FusedMultiplyAdd(lower0, left, left1);
            right1 = Lanes512<T>.FusedMultiplyAdd(lower0, right, right1);
            ends0 = Lanes512<T>.FusedMultiplyAdd(Lanes512<T>.Halves(upper0, lower0), end, ends0);
            var (upper2, lower2) = (Lanes512<T>.Broadcast(Unsafe.Add(ref a0, two)), Lanes512<T>.Broadcast(a3));
            left2 = Lanes512<T>.FusedMultiplyAdd(upper2, left, left2);
            right2 = Lanes512<T>.FusedMultiplyAdd(upper2, right, right2);
            left3 = Lanes512<T>.FusedMultiplyAdd(lower2, left, left3);
            right3 = Lanes512<T>.FusedMultiplyAdd(lower2, right, right3);
            ends2 = Lanes512<T>.FusedMultiplyAdd(Lanes512<T>.Halves(upper2, lower2), end, ends2);
            a0 = ref Unsafe.Add(ref a0, inner);
            a3 = ref Unsafe.Add(ref a3, inner);
        }

        next = work.TargetStride;
        Store(left0, right0, ends0, target, last, in work);
        Store(left1, right1, ends0.SecondHalf(), target + next, last, in work);
        Store(left2, right2, ends2, target + (2 * next), last, in work);
        Store(left3, right3, ends2.SecondHalf(), target + (3 * next), last, in work);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Six(ref readonly T a, ref readonly T b, ref readonly T start, nint target, in TileWork<T> work)
    {
        var (last, inner, below, next) = (work.Last, work.InnerStride, work.Below, work.StartStride);
        var one = work.RowStride;
        var two = 2 * one;
        ref var a0 = ref Unsafe.AsRef(in a);
        ref var a3 = ref Unsafe.Add(ref a0, 3 * one);
        var (left0, right0, end0) = Begin(in start, 0, last);
        var (left1, right1, end1) = Begin(in start, next, last);
        var (left2, right2, end2) = Begin(in start, 2 * next, last);
        var (left3, right3, end3) = Begin(in start, 3 * next, last);
        var (left4, right4, end4) = Begin(in start, 4 * next, last);
        var (left5, right5, end5) = Begin(in start, 5 * next, last);
        var ends0 = Lanes512<T>.Halves(end0, end1);
        var ends2 = Lanes512<T>.Halves(end2, end3);
        var ends4 = Lanes512<T>.Halves(end4, end5);
        nint from = 0;
        for (var k = work.Inner; k > 0; k--, from += below)
        {
            var (left, right) = Whole(in b, from);
            var end = Lanes512<T>.LoadFirst(in b, from + (2 * Lanes512<T>.Count), last);
            end = Lanes512<T>.Halves(end, end);
            var (upper0, lower0) = (Lanes512<T>.Broadcast(a0), Lanes512<T>.Broadcast(Unsafe.Add(ref a0, one)));
            left0 = Lanes512<T>.FusedMultiplyAdd(upper0, left, left0);
            right0 = Lanes512<T>.FusedMultiplyAdd(upper0, right, right0);
            left1 = Lanes512<T>.FusedMultiplyAdd(lower0, left, left1);
            right1 = Lanes512<T>.FusedMultiplyAdd(lower0, right, right1);
            ends0 = Lanes512<T>.FusedMultiplyAdd(Lanes512<T>.Halves(upper0, lower0), end, ends0);
            var (upper2, lower2) = (Lanes512<T>.Broadcast(Unsafe.Add(ref a0, two)), Lanes512<T>.Broadcast(a3));
            left2 = Lanes512<T>.FusedMultiplyAdd(upper2, left, left2);
            right2 = Lanes512<T>.FusedMultiplyAdd(upper2, right, right2);
            left3 = Lanes512<T>.FusedMultiplyAdd(lower2, left, left3);
            right3 = Lanes512<T>.FusedMultiplyAdd(lower2, right, right3);
            ends2 = Lanes512<T>.FusedMultiplyAdd(Lanes512<T>.Halves(upper2, lower2), end, ends2);
            var (upper4, lower4) = (Lanes512<T>.Broadcast(Unsafe.Add(ref a3, one)), Lanes512<T>.Broadcast(Unsafe.Add(ref a3, two)));
            left4 = Lanes512<T>.FusedMultiplyAdd(upper4, left, left4);
            right4 = Lanes512<T>.FusedMultiplyAdd(upper4, right, right4);
            left5 = Lanes512<T>.FusedMultiplyAdd(lower4, left, left5);
            right5 = Lanes512<T>.FusedMultiplyAdd(lower4, right, right5);
            ends4 = Lanes512<T>.FusedMultiplyAdd(Lanes512<T>.Halves(upper4, lower4), end, ends4);
            a0 = ref Unsafe.Add(ref a0, inner);
            a3 = ref Unsafe.Add(ref a3, inner);
        }

        next = work.TargetStride;
        Store(left0, right0, ends0, target, last, in work);
        Store(left1, right1, ends0.SecondHalf(), target + next, last, in work);
        Store(left2, right2, ends2, target + (2 * next), last, in work);
        Store(left3, right3, ends2.SecondHalf(), target + (3 * next), last, in work);
        Store(left4, right4, ends4, target + (4 * next), last, in work);
        Store(left5, right5, ends4.SecondHalf(), target + (5 * next), last, in work);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(ref readonly T a, ref readonly T b, ref readonly T start, nint target, in TileWork<T> work)
    {
        var (last, inner, below, next) = (work.Last, work.InnerStride, work.Below, work.StartStride);
        var one = work.RowStride;
        var two = 2 * one;
        ref var a0 = ref Unsafe.AsRef(in a);
        ref var a3 = ref Unsafe.Add(ref a0, 3 * one);
        ref var a6 = ref Unsafe.Add(ref a0, 6 * one);
        var (left0, right0, end0) = Begin(in start, 0, last);
        var (left1, right1, end1) = Begin(in start, next, last);
        var (left2, right2, end2) = Begin(in start, 2 * next, last);
        var (left3, right3, end3) = Begin(in start, 3 * next, last);
        var (left4, right4, end4) = Begin(in start, 4 * next, last);
        var (left5, right5, end5) = Begin(in start, 5 * next, last);
        var (left6, right6, end6) = Begin(in start, 6 * next, last);
        var (left7, right7, end7) = Begin(in start, 7 * next, last);
        var ends0 = Lanes512<T>.Halves(end0, end1);
        var ends2 = Lanes512<T>.Halves(end2, end3);
        var ends4 = Lanes512<T>.Halves(end4, end5);
        var ends6 = Lanes512<T>.Halves(end6, end7);
        nint from = 0;
        for (var k = work.Inner; k > 0; k--, from += below)
        {
            var (left, right) = Whole(in b, from);
            var end = Lanes512<T>.LoadFirst(in b, from + (2 * Lanes512<T>.Count), last);
            end = Lanes512<T>.Halves(end, end);
            var (upper0, lower0) = (Lanes512<T>.Broadcast(a0), Lanes512<T>.Broadcast(Unsafe.Add(ref a0, one)));
            left0 = Lanes512<T>.FusedMultiplyAdd(upper0, left, left0);
            right0 = Lanes512<T>.FusedMultiplyAdd(upper0, right, right0);
            left1 = Lanes512<T>.FusedMultiplyAdd(lower0, left, left1);
            right1 = Lanes512<T>.FusedMultiplyAdd(lower0, right, right1);
            ends0 = Lanes512<T>.FusedMultiplyAdd(Lanes512<T>.Halves(upper0, lower0), end, ends0);
            var (upper2, lower2) = (Lanes512<T>.Broadcast(Unsafe.Add(ref a0, two)), Lanes512<T>.Broadcast(a3));
            left2 = Lanes512<T>.FusedMultiplyAdd(upper2, left, left2);
            right2 = Lanes512<T>.FusedMultiplyAdd(upper2, right, right2);
            left3 = Lanes512<T>.FusedMultiplyAdd(lower2, left, left3);
            right3 = Lanes512<T>.FusedMultiplyAdd(lower2, right, right3);
            ends2 = Lanes512<T>.FusedMultiplyAdd(Lanes512<T>.Halves(upper2, lower2), end, ends2);
            var (upper4, lower4) = (Lanes512<T>.Broadcast(Unsafe.Add(ref a3, one)), Lanes512<T>.Broadcast(Unsafe.Add(ref a3, two)));
            left4 = Lanes512<T>.FusedMultiplyAdd(upper4, left, left4);
            right4 = Lanes512<T>.FusedMultiplyAdd(upper4, right, right4);
            left5 = Lanes512<T>.FusedMultiplyAdd(lower4, left, left5);
            right5 = Lanes512<T>.FusedMultiplyAdd(lower4, right, right5);
            ends4 = Lanes512<T>.FusedMultiplyAdd(Lanes512<T>.Halves(upper4, lower4), end, ends4);
            var (upper6, lower6) = (Lanes512<T>.Broadcast(a6), Lanes512<T>.Broadcast(Unsafe.Add(ref a6, one)));
            left6 = Lanes512<T>.FusedMultiplyAdd(upper6, left, left6);
            right6 = Lanes512<T>.FusedMultiplyAdd(upper6, right, right6);
            left7 = Lanes512<T>.FusedMultiplyAdd(lower6, left, left7);
            right7 = Lanes512<T>.FusedMultiplyAdd(lower6, right, right7);
            ends6 = Lanes512<T>.FusedMultiplyAdd(Lanes512<T>.Halves(upper6, lower6), end, ends6);
            a0 = ref Unsafe.Add(ref a0, inner);
            a3 = ref Unsafe.Add(ref a3, inner);
            a6 = ref Unsafe.Add(ref a6, inner);
        }

        next = work.TargetStride;
        Store(left0, right0, ends0, target, last, in work);
        Store(left1, right1, ends0.SecondHalf(), target + next, last, in work);
        Store(left2, right2, ends2, target + (2 * next), last, in work);
        Store(left3, right3, ends2.SecondHalf(), target + (3 * next), last, in work);
        Store(left4, right4, ends4, target + (4 * next), last, in work);
        Store(left5, right5, ends4.SecondHalf(), target + (5 * next), last, in work);
        Store(left6, right6, ends6, target + (6 * next), last, in work);
        Store(left7, right7, ends6.SecondHalf(), target + (7 * next), last, in work);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Ten(ref readonly T a, ref readonly T b, ref readonly T start, nint target, in TileWork<T> work)
    {
        var (last, inner, below, next) = (work.Last, work.InnerStride, work.Below, work.StartStride);
        var one = work.RowStride;
        var two = 2 * one;
        ref var a0 = ref Unsafe.AsRef(in a);
        ref var a3 = ref Unsafe.Add(ref a0, 3 * one);
        ref var a6 = ref Unsafe.Add(ref a0, 6 * one);
        ref var a9 = ref Unsafe.Add(ref a0, 9 * one);
        var (left0, right0, end0) = Begin(in start, 0, last);
        var (left1, right1, end1) = Begin(in start, next, last);
        var (left2, right2, end2) = Begin(in start, 2 * next, last);
        var (left3, right3, end3) = Begin(in start, 3 * next, last);
        var (left4, right4, end4) = Begin(in start, 4 * next, last);
        var (left5, right5, end5) = Begin(in start, 5 * next, last);
        var (left6, right6, end6) = Begin(in start, 6 * next, last);
        var (left7, right7, end7) = Begin(in start, 7 * next, last);
        var (left8, right8, end8) = Begin(in start, 8 * next, last);
        var (left9, right9, end9) = Begin(in start, 9 * next, last);
        var ends0 = Lanes512<T>.Halves(end0, end1);
        var ends2 = Lanes512<T>.Halves(end2, end3);
        var ends4 = Lanes512<T>.Halves(end4, end5);
        var ends6 = Lanes512<T>.Halves(end6, end7);
        var ends8 = Lanes512<T>.Halves(end8, end9);
        nint from = 0;
        for (var k = work.Inner; k > 0; k--, from += below)
        {
            var (left, right) = Whole(in b, from);
            var end = Lanes512<T>.LoadFirst(in b, from + (2 * Lanes512<T>.Count), last);
            end = Lanes512<T>.Halves(end, end);
            var (upper0, lower0) = (Lanes512<T>.Broadcast(a0), Lanes512<T>.Broadcast(Unsafe.Add(ref a0, one)));
            left0 = Lanes512<T>.FusedMultiplyAdd(upper0, left, left0);
            right0 = Lanes512<T>.FusedMultiplyAdd(upper0, right, right0);
            left1 = Lanes512<T>.FusedMultiplyAdd(lower0, left, left1);
            right1 = Lanes512<T>.FusedMultiplyAdd(lower0, right, right1);
            ends0 = Lanes512<T>.FusedMultiplyAdd(Lanes512<T>.Halves(upper0, lower0), end, ends0);
            var (upper2, lower2) = (Lanes512<T>.Broadcast(Unsafe.Add(ref a0, two)), Lanes512<T>.Broadcast(a3));
            left2 = Lanes512<T>.FusedMultiplyAdd(upper2, left, left2);
            right2 = Lanes512<T>.FusedMultiplyAdd(upper2, right, right2);
            left3 = Lanes512<T>.FusedMultiplyAdd(lower2, left, left3);
            right3 = Lanes512<T>.FusedMultiplyAdd(lower2, right, right3);
            ends2 = Lanes512<T>.FusedMultiplyAdd(Lanes512<T>.Halves(upper2, lower2), end, ends2);
            var (upper4, lower4) = (Lanes512<T>.Broadcast(Unsafe.Add(ref a3, one)), Lanes512<T>.Broadcast(Unsafe.Add(ref a3, two)));
            left4 = Lanes512<T>.FusedMultiplyAdd(upper4, left, left4);
            right4 = Lanes512<T>.FusedMultiplyAdd(upper4, right, right4);
            left5 = Lanes512<T>.FusedMultiplyAdd(lower4, left, left5);
            right5 = Lanes512<T>.FusedMultiplyAdd(lower4, right, right5);
            ends4 = Lanes512<T>.FusedMultiplyAdd(Lanes512<T>.Halves(upper4, lower4), end, ends4);
            var (upper6, lower6) = (Lanes512<T>.Broadcast(a6), Lanes512<T>.Broadcast(Unsafe.Add(ref a6, one)));
            left6 = Lanes512<T>.FusedMultiplyAdd(upper6, left, left6);
            right6 = Lanes512<T>.FusedMultiplyAdd(upper6, right, right6);
            left7 = Lanes512<T>.FusedMultiplyAdd(lower6, left, left7);
            right7 = Lanes512<T>.FusedMultiplyAdd(lower6, right, right7);
            ends6 = Lanes512<T>.FusedMultiplyAdd(Lanes512<T>.Halves(upper6, lower6), end, ends6);
            var (upper8, lower8) = (Lanes512<T>.Broadcast(Unsafe.Add(ref a6, two)), Lanes512<T>.Broadcast(a9));
            left8 = Lanes512<T>.FusedMultiplyAdd(upper8, left, left8);
            right8 = Lanes512<T>.FusedMultiplyAdd(upper8, right, right8);
            left9 = Lanes512<T>.FusedMultiplyAdd(lower8, left, left9);
            right9 = Lanes512<T>.FusedMultiplyAdd(lower8, right, right9);
            ends8 = Lanes512<T>.FusedMultiplyAdd(Lanes512<T>.Halves(upper8, lower8), end, ends8);
            a0 = ref Unsafe.Add(ref a0, inner);
            a3 = ref Unsafe.Add(ref a3, inner);
            a6 = ref Unsafe.Add(ref a6, inner);
            a9 = ref Unsafe.Add(ref a9, inner);
        }

        next = work.TargetStride;
        Store(left0, right0, ends0, target, last, in work);
        Store(left1, right1, ends0.SecondHalf(), target + next, last, in work);
        Store(left2, right2, ends2, target + (2 * next), last, in work);
        Store(left3, right3, ends2.SecondHalf(), target + (3 * next), last, in work);
        Store(left4, right4, ends4, target + (4 * next), last, in work);
        Store(left5, right5, ends4.SecondHalf(), target + (5 * next), last, in work);
        Store(left6, right6, ends6, target + (6 * next), last, in work);
        Store(left7, right7, ends6.SecondHalf(), target + (7 * next), last, in work);
        Store(left8, right8, ends8, target + (8 * next), last, in work);
        Store(left9, right9, ends8.SecondHalf(), target + (9 * next), last, in work);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Lanes512<T> Left, Lanes512<T> Right) Whole(ref readonly T row, nint offset) =>
        (Lanes512<T>.Load(in row, offset), Lanes512<T>.Load(in row, offset + Lanes512<T>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Lanes512<T> Left, Lanes512<T> Right, Lanes512<T> End) Begin(ref readonly T start, nint offset, int last)
    {
        var (left, right, end) = TBeginning.Of<T, ThreeWide<T, Lanes512<T>, PartEnd>>(in start, offset, last);
        return (left, right, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Lanes512<T> left, Lanes512<T> right, Lanes512<T> end, nint at, int last, in TileWork<T> work)
    {
        ref var c = ref Unsafe.Add(ref work.Target, at);
        ref var gate = ref Unsafe.Add(ref Unsafe.AsRef(in work.Gate), at);
        var strip = new ThreeWide<T, Lanes512<T>, PartEnd>(left, right, end);
        TEnding.Of(strip, in gate, 0, last).Store(ref c, 0, last);
    }
}
