using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engram.Numerics.Kernels;

/// <summary>Rows of eight numbers in a table, one row for each lane: a lane reads its row as a polynomial, or adds to it.</summary>
/// <remarks>
/// Rows are turned into columns inside the registers, which costs a fraction of what reading lane by lane does. Only the way is chosen by
/// width: a polynomial is one tree of operations for each lane, and rows are added to in the order of the lanes. Nothing is checked: offsets must lie
/// in the table.
/// </remarks>
internal static class LaneRows
{
    /// <summary>Numbers in a row.</summary>
    public const int Length = 8;

    /// <summary>From one offset to the next: the bytes of a row that is read.</summary>
    public const int Stride = Length * sizeof(float);

    /// <summary>Σ row[i] xⁱ in each lane, in pairs of pairs: ((7, 6), (5, 4)), ((3, 2), (1, 0)).</summary>
    /// <param name="table">The rows.</param>
    /// <param name="offsets">Where the row of each lane begins, in bytes, one for each lane.</param>
    /// <param name="x">The lanes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Polynomial<TLanes>(ref float table, ref int offsets, TLanes x)
        where TLanes : struct, ILanes<TLanes, float>
    {
        if (typeof(TLanes) == typeof(Lanes512<float>) && Avx512F.IsSupported)
        {
            return Unsafe.BitCast<Vector512<float>, TLanes>(Polynomial(ref table, ref offsets, Unsafe.BitCast<TLanes, Vector512<float>>(x)));
        }

        if (typeof(TLanes) == typeof(Lanes256<float>) && Avx.IsSupported)
        {
            return Unsafe.BitCast<Vector256<float>, TLanes>(Polynomial(ref table, ref offsets, Unsafe.BitCast<TLanes, Vector256<float>>(x)));
        }

        if (typeof(TLanes) == typeof(Lanes128<float>) && Sse.IsSupported)
        {
            return Unsafe.BitCast<Vector128<float>, TLanes>(Polynomial(ref table, ref offsets, Unsafe.BitCast<TLanes, Vector128<float>>(x)));
        }

        return PolynomialLaneByLane(ref table, ref offsets, x);
    }

    /// <summary>
    /// Adds c0 … c7 of each lane to its row, lane after lane. Where a row is several that follow one another, lane i adds to the (i mod several)-th, so
    /// that lanes with equal rows do not wait for each other; the position is the number of the first lane.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<TLanes, TCopies>(
        ref double table, ref int offsets, int position, TLanes c0, TLanes c1, TLanes c2, TLanes c3, TLanes c4, TLanes c5, TLanes c6, TLanes c7)
        where TLanes : struct, ILanes<TLanes, float>
        where TCopies : struct, ICopies
    {
        if (typeof(TLanes) == typeof(Lanes512<float>) && Avx512F.IsSupported)
        {
            Add<TCopies>(
                ref table, ref offsets,
                Unsafe.BitCast<TLanes, Vector512<float>>(c0), Unsafe.BitCast<TLanes, Vector512<float>>(c1),
                Unsafe.BitCast<TLanes, Vector512<float>>(c2), Unsafe.BitCast<TLanes, Vector512<float>>(c3),
                Unsafe.BitCast<TLanes, Vector512<float>>(c4), Unsafe.BitCast<TLanes, Vector512<float>>(c5),
                Unsafe.BitCast<TLanes, Vector512<float>>(c6), Unsafe.BitCast<TLanes, Vector512<float>>(c7));
            return;
        }

        if (typeof(TLanes) == typeof(Lanes256<float>) && Avx.IsSupported)
        {
            Add<TCopies>(
                ref table, ref offsets,
                Unsafe.BitCast<TLanes, Vector256<float>>(c0), Unsafe.BitCast<TLanes, Vector256<float>>(c1),
                Unsafe.BitCast<TLanes, Vector256<float>>(c2), Unsafe.BitCast<TLanes, Vector256<float>>(c3),
                Unsafe.BitCast<TLanes, Vector256<float>>(c4), Unsafe.BitCast<TLanes, Vector256<float>>(c5),
                Unsafe.BitCast<TLanes, Vector256<float>>(c6), Unsafe.BitCast<TLanes, Vector256<float>>(c7));
            return;
        }

        AddLaneByLane<TLanes, TCopies>(ref table, ref offsets, position, c0, c1, c2, c3, c4, c5, c6, c7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Polynomial(ref float table, ref int offsets, Vector512<float> x)
    {
        // Lanes of 128 bits: half a row each. First the halves are sorted, then every four by four are turned.
        var square = x * x;
        var (low0, high0) = Halves(ref table, ref offsets, 0);
        var (low1, high1) = Halves(ref table, ref offsets, 1);
        var (low2, high2) = Halves(ref table, ref offsets, 2);
        var (low3, high3) = Halves(ref table, ref offsets, 3);
        var (h0, h1) = (Avx512F.UnpackLow(high0, high1).AsDouble(), Avx512F.UnpackLow(high2, high3).AsDouble());
        var (h2, h3) = (Avx512F.UnpackHigh(high0, high1).AsDouble(), Avx512F.UnpackHigh(high2, high3).AsDouble());
        var upper = OfFour(
            Avx512F.UnpackLow(h0, h1).AsSingle(), Avx512F.UnpackHigh(h0, h1).AsSingle(),
            Avx512F.UnpackLow(h2, h3).AsSingle(), Avx512F.UnpackHigh(h2, h3).AsSingle(), x, square);
        var (l0, l1) = (Avx512F.UnpackLow(low0, low1).AsDouble(), Avx512F.UnpackLow(low2, low3).AsDouble());
        var (l2, l3) = (Avx512F.UnpackHigh(low0, low1).AsDouble(), Avx512F.UnpackHigh(low2, low3).AsDouble());
        var lower = OfFour(
            Avx512F.UnpackLow(l0, l1).AsSingle(), Avx512F.UnpackHigh(l0, l1).AsSingle(),
            Avx512F.UnpackLow(l2, l3).AsSingle(), Avx512F.UnpackHigh(l2, l3).AsSingle(), x, square);
        return Vector512.FusedMultiplyAdd(upper, square * square, lower);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> OfFour(
        Vector512<float> c0, Vector512<float> c1, Vector512<float> c2, Vector512<float> c3, Vector512<float> x, Vector512<float> square) =>
        Vector512.FusedMultiplyAdd(Vector512.FusedMultiplyAdd(c3, x, c2), square, Vector512.FusedMultiplyAdd(c1, x, c0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> OfFour(
        Vector256<float> c0, Vector256<float> c1, Vector256<float> c2, Vector256<float> c3, Vector256<float> x, Vector256<float> square) =>
        Vector256.FusedMultiplyAdd(Vector256.FusedMultiplyAdd(c3, x, c2), square, Vector256.FusedMultiplyAdd(c1, x, c0));

    /// <summary>The first and the second halves of the rows of lanes i, i + 4, i + 8 and i + 12.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Low, Vector512<float> High) Halves(ref float table, ref int offsets, int lane)
    {
        var near = Pair(ref table, ref offsets, lane, lane + 4);
        var far = Pair(ref table, ref offsets, lane + 8, lane + 12);
        return (Avx512F.Shuffle4x128(near, far, 0b10_00_10_00), Avx512F.Shuffle4x128(near, far, 0b11_01_11_01));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Polynomial(ref float table, ref int offsets, Vector256<float> x)
    {
        var square = x * x;
        var (r0, r4) = (Row(ref table, ref offsets, 0), Row(ref table, ref offsets, 4));
        var (r1, r5) = (Row(ref table, ref offsets, 1), Row(ref table, ref offsets, 5));
        var (r2, r6) = (Row(ref table, ref offsets, 2), Row(ref table, ref offsets, 6));
        var (r3, r7) = (Row(ref table, ref offsets, 3), Row(ref table, ref offsets, 7));
        var (high0, high1) = (Avx.Permute2x128(r0, r4, 0x31), Avx.Permute2x128(r1, r5, 0x31));
        var (high2, high3) = (Avx.Permute2x128(r2, r6, 0x31), Avx.Permute2x128(r3, r7, 0x31));
        var (h0, h1) = (Avx.UnpackLow(high0, high1).AsDouble(), Avx.UnpackLow(high2, high3).AsDouble());
        var (h2, h3) = (Avx.UnpackHigh(high0, high1).AsDouble(), Avx.UnpackHigh(high2, high3).AsDouble());
        var upper = OfFour(
            Avx.UnpackLow(h0, h1).AsSingle(), Avx.UnpackHigh(h0, h1).AsSingle(), Avx.UnpackLow(h2, h3).AsSingle(), Avx.UnpackHigh(h2, h3).AsSingle(),
            x, square);
        var (low0, low1) = (Avx.Permute2x128(r0, r4, 0x20), Avx.Permute2x128(r1, r5, 0x20));
        var (low2, low3) = (Avx.Permute2x128(r2, r6, 0x20), Avx.Permute2x128(r3, r7, 0x20));
        var (l0, l1) = (Avx.UnpackLow(low0, low1).AsDouble(), Avx.UnpackLow(low2, low3).AsDouble());
        var (l2, l3) = (Avx.UnpackHigh(low0, low1).AsDouble(), Avx.UnpackHigh(low2, low3).AsDouble());
        var lower = OfFour(
            Avx.UnpackLow(l0, l1).AsSingle(), Avx.UnpackHigh(l0, l1).AsSingle(), Avx.UnpackLow(l2, l3).AsSingle(), Avx.UnpackHigh(l2, l3).AsSingle(),
            x, square);
        return Vector256.FusedMultiplyAdd(upper, square * square, lower);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Polynomial(ref float table, ref int offsets, Vector128<float> x)
    {
        var square = x * x;
        var upper = OfFour(ref Unsafe.Add(ref table, Length / 2), ref offsets, x, square);
        return Vector128.FusedMultiplyAdd(upper, square * square, OfFour(ref table, ref offsets, x, square));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> OfFour(ref float table, ref int offsets, Vector128<float> x, Vector128<float> square)
    {
        var (r0, r1) = (Half(ref table, ref offsets, 0), Half(ref table, ref offsets, 1));
        var (r2, r3) = (Half(ref table, ref offsets, 2), Half(ref table, ref offsets, 3));
        var (a, b) = (Sse.UnpackLow(r0, r1), Sse.UnpackLow(r2, r3));
        var (c, d) = (Sse.UnpackHigh(r0, r1), Sse.UnpackHigh(r2, r3));
        return Vector128.FusedMultiplyAdd(
            Vector128.FusedMultiplyAdd(Sse.MoveHighToLow(d, c), x, Sse.MoveLowToHigh(c, d)), square,
            Vector128.FusedMultiplyAdd(Sse.MoveHighToLow(b, a), x, Sse.MoveLowToHigh(a, b)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TCopies>(
        ref double table, ref int offsets,
        Vector512<float> c0, Vector512<float> c1, Vector512<float> c2, Vector512<float> c3,
        Vector512<float> c4, Vector512<float> c5, Vector512<float> c6, Vector512<float> c7)
        where TCopies : struct, ICopies
    {
        var (l0, l1) = (Avx512F.UnpackLow(c0, c1).AsDouble(), Avx512F.UnpackLow(c2, c3).AsDouble());
        var (h0, h1) = (Avx512F.UnpackLow(c4, c5).AsDouble(), Avx512F.UnpackLow(c6, c7).AsDouble());
        var (l2, l3) = (Avx512F.UnpackHigh(c0, c1).AsDouble(), Avx512F.UnpackHigh(c2, c3).AsDouble());
        var (h2, h3) = (Avx512F.UnpackHigh(c4, c5).AsDouble(), Avx512F.UnpackHigh(c6, c7).AsDouble());
        var (near0, far0) = RowsOf(Avx512F.UnpackLow(l0, l1), Avx512F.UnpackLow(h0, h1));
        var (near1, far1) = RowsOf(Avx512F.UnpackHigh(l0, l1), Avx512F.UnpackHigh(h0, h1));
        var (near2, far2) = RowsOf(Avx512F.UnpackLow(l2, l3), Avx512F.UnpackLow(h2, h3));
        var (near3, far3) = RowsOf(Avx512F.UnpackHigh(l2, l3), Avx512F.UnpackHigh(h2, h3));
        AddFour<TCopies>(ref table, ref offsets, 0, near0.GetLower(), near1.GetLower(), near2.GetLower(), near3.GetLower());
        AddFour<TCopies>(ref table, ref offsets, 4, near0.GetUpper(), near1.GetUpper(), near2.GetUpper(), near3.GetUpper());
        AddFour<TCopies>(ref table, ref offsets, 8, far0.GetLower(), far1.GetLower(), far2.GetLower(), far3.GetLower());
        AddFour<TCopies>(ref table, ref offsets, 12, far0.GetUpper(), far1.GetUpper(), far2.GetUpper(), far3.GetUpper());
    }

    /// <summary>The rows of lanes i and i + 4, and those of i + 8 and i + 12, from the first and the second halves of all four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Near, Vector512<float> Far) RowsOf(Vector512<double> low, Vector512<double> high) => (
        Avx512F.PermuteVar8x64x2(low, Vector512.Create(0L, 1, 8, 9, 2, 3, 10, 11), high).AsSingle(),
        Avx512F.PermuteVar8x64x2(low, Vector512.Create(4L, 5, 12, 13, 6, 7, 14, 15), high).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TCopies>(
        ref double table, ref int offsets,
        Vector256<float> c0, Vector256<float> c1, Vector256<float> c2, Vector256<float> c3,
        Vector256<float> c4, Vector256<float> c5, Vector256<float> c6, Vector256<float> c7)
        where TCopies : struct, ICopies
    {
        var (l0, l1) = (Avx.UnpackLow(c0, c1).AsDouble(), Avx.UnpackLow(c2, c3).AsDouble());
        var (h0, h1) = (Avx.UnpackLow(c4, c5).AsDouble(), Avx.UnpackLow(c6, c7).AsDouble());
        var (r0, r4) = RowsOf(Avx.UnpackLow(l0, l1), Avx.UnpackLow(h0, h1));
        var (r1, r5) = RowsOf(Avx.UnpackHigh(l0, l1), Avx.UnpackHigh(h0, h1));
        var (l2, l3) = (Avx.UnpackHigh(c0, c1).AsDouble(), Avx.UnpackHigh(c2, c3).AsDouble());
        var (h2, h3) = (Avx.UnpackHigh(c4, c5).AsDouble(), Avx.UnpackHigh(c6, c7).AsDouble());
        var (r2, r6) = RowsOf(Avx.UnpackLow(l2, l3), Avx.UnpackLow(h2, h3));
        var (r3, r7) = RowsOf(Avx.UnpackHigh(l2, l3), Avx.UnpackHigh(h2, h3));
        AddFour<TCopies>(ref table, ref offsets, 0, r0, r1, r2, r3);
        AddFour<TCopies>(ref table, ref offsets, 4, r4, r5, r6, r7);
    }

    /// <summary>The rows of lanes i and i + 4, from the first and the second halves of both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Near, Vector256<float> Far) RowsOf(Vector256<double> low, Vector256<double> high) =>
        (Avx.Permute2x128(low, high, 0x20).AsSingle(), Avx.Permute2x128(low, high, 0x31).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFour<TCopies>(
        ref double table, ref int offsets, int lane, Vector256<float> r0, Vector256<float> r1, Vector256<float> r2, Vector256<float> r3)
        where TCopies : struct, ICopies
    {
        AddRow<TCopies>(ref table, ref offsets, lane, r0);
        AddRow<TCopies>(ref table, ref offsets, lane + 1, r1);
        AddRow<TCopies>(ref table, ref offsets, lane + 2, r2);
        AddRow<TCopies>(ref table, ref offsets, lane + 3, r3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow<TCopies>(ref double table, ref int offsets, int lane, Vector256<float> amounts)
        where TCopies : struct, ICopies
    {
        ref var copy = ref Unsafe.Add(ref table, lane % TCopies.Count * Length);
        ref var row = ref Unsafe.AddByteOffset(ref copy, (nuint)(uint)Unsafe.Add(ref offsets, lane) * (nuint)(sizeof(double) / sizeof(float) * TCopies.Count));
        if (Avx512F.IsSupported)
        {
            (Vector512.LoadUnsafe(ref row) + Avx512F.ConvertToVector512Double(amounts)).StoreUnsafe(ref row);
            return;
        }

        (Vector256.LoadUnsafe(ref row) + Avx.ConvertToVector256Double(amounts.GetLower())).StoreUnsafe(ref row);
        (Vector256.LoadUnsafe(ref row, 4) + Avx.ConvertToVector256Double(amounts.GetUpper())).StoreUnsafe(ref row, 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Row(ref float table, ref int offsets, int lane) =>
        Vector256.LoadUnsafe(ref Unsafe.AddByteOffset(ref table, (nuint)(uint)Unsafe.Add(ref offsets, lane)));

    // Not Vector512.Create: that inserts into what the register held before, so that each would wait for the last.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Pair(ref float table, ref int offsets, int first, int second) => Avx512F.InsertVector256(
        Row(ref table, ref offsets, first).ToVector512Unsafe().AsDouble(), Row(ref table, ref offsets, second).AsDouble(), 1).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Half(ref float table, ref int offsets, int lane) =>
        Vector128.LoadUnsafe(ref Unsafe.AddByteOffset(ref table, (nuint)(uint)Unsafe.Add(ref offsets, lane)));

    private static TLanes PolynomialLaneByLane<TLanes>(ref float table, ref int offsets, TLanes x)
        where TLanes : struct, ILanes<TLanes, float>
    {
        Span<float> values = stackalloc float[TLanes.Count];
        ref var lanes = ref MemoryMarshal.GetReference(values);
        x.Store(ref lanes, 0);
        for (var lane = 0; lane < TLanes.Count; lane++)
        {
            ref var row = ref Unsafe.AddByteOffset(ref table, (nuint)(uint)Unsafe.Add(ref offsets, lane));
            var square = values[lane] * values[lane];
            values[lane] = float.FusedMultiplyAdd(
                OfFour(ref Unsafe.Add(ref row, Length / 2), values[lane], square), square * square, OfFour(ref row, values[lane], square));
        }

        return TLanes.Load(in lanes, 0);
    }

    private static float OfFour(ref float row, float x, float square) => float.FusedMultiplyAdd(
        float.FusedMultiplyAdd(Unsafe.Add(ref row, 3), x, Unsafe.Add(ref row, 2)), square, float.FusedMultiplyAdd(Unsafe.Add(ref row, 1), x, row));

    private static void AddLaneByLane<TLanes, TCopies>(
        ref double table, ref int offsets, int position, TLanes c0, TLanes c1, TLanes c2, TLanes c3, TLanes c4, TLanes c5, TLanes c6, TLanes c7)
        where TLanes : struct, ILanes<TLanes, float>
        where TCopies : struct, ICopies
    {
        Span<float> amounts = stackalloc float[Length * TLanes.Count];
        ref var columns = ref MemoryMarshal.GetReference(amounts);
        c0.Store(ref columns, 0);
        c1.Store(ref columns, TLanes.Count);
        c2.Store(ref columns, 2 * TLanes.Count);
        c3.Store(ref columns, 3 * TLanes.Count);
        c4.Store(ref columns, 4 * TLanes.Count);
        c5.Store(ref columns, 5 * TLanes.Count);
        c6.Store(ref columns, 6 * TLanes.Count);
        c7.Store(ref columns, 7 * TLanes.Count);
        for (var lane = 0; lane < TLanes.Count; lane++)
        {
            var row = Unsafe.Add(ref offsets, lane) / Stride * TCopies.Count;
            ref var numbers = ref Unsafe.Add(ref table, (row + ((position + lane) % TCopies.Count)) * Length);
            for (var column = 0; column < Length; column++)
            {
                Unsafe.Add(ref numbers, column) += amounts[(column * TLanes.Count) + lane];
            }
        }
    }

    /// <summary>How many rows that follow one another a row is, for lanes to take turns with when they add to it.</summary>
    public interface ICopies
    {
        /// <summary>1, 2 or 4.</summary>
        static abstract int Count { get; }
    }

    /// <summary>Four of each.</summary>
    public readonly struct Fourfold : ICopies
    {
        public static int Count => 4;
    }

    /// <summary>One of each: for tables that would else leave the nearest cache.</summary>
    public readonly struct Onefold : ICopies
    {
        public static int Count => 1;
    }
}
