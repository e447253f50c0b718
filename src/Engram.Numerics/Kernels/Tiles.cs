using System.Numerics;
using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>A few rows of a product, one strip wide, in registers while k runs: rows × vectors accumulators, at most 24 where a processor has 32
/// registers and 12 where it has 16.</summary>
/// <remarks>
/// All sizes do the same; they are written out because the compiler keeps names in registers, and arrays not. Three rows share a base address, which
/// the processor's addressing reaches with the stride and twice the stride.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TStrip">How wide.</typeparam>
/// <typeparam name="TBeginning">What the sums begin with.</typeparam>
/// <typeparam name="TEnding">What becomes of the sums.</typeparam>
internal static class Tiles<T, TStrip, TBeginning, TEnding>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TStrip : struct, IStrip<TStrip, T>
    where TBeginning : struct, IBeginning
    where TEnding : struct, IEnding
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void One(ref readonly T a, ref readonly T b, ref readonly T start, nint target, in TileWork<T> work)
    {
        var (last, inner, below) = (work.Last, work.InnerStride, work.Below);
        ref var a0 = ref Unsafe.AsRef(in a);
        var sum0 = TBeginning.Of<T, TStrip>(in start, 0, last);
        nint from = 0;
        for (var k = work.Inner; k > 0; k--, from += below)
        {
            var row = TStrip.Load(in b, from, last);
            sum0 = TStrip.Add(a0, row, sum0);
            a0 = ref Unsafe.Add(ref a0, inner);
        }

        ref var c = ref Unsafe.Add(ref work.Target, target);
        ref var gate = ref Unsafe.Add(ref Unsafe.AsRef(in work.Gate), target);
        TEnding.Of(sum0, in gate, 0, last).Store(ref c, 0, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Two(ref readonly T a, ref readonly T b, ref readonly T start, nint target, in TileWork<T> work)
    {
        var (last, inner, below) = (work.Last, work.InnerStride, work.Below);
        var one = work.RowStride;
        ref var a0 = ref Unsafe.AsRef(in a);
        var sum0 = TBeginning.Of<T, TStrip>(in start, 0, last);
        var sum1 = TBeginning.Of<T, TStrip>(in start, work.StartStride, last);
        nint from = 0;
        for (var k = work.Inner; k > 0; k--, from += below)
        {
            var row = TStrip.Load(in b, from, last);
            sum0 = TStrip.Add(a0, row, sum0);
            sum1 = TStrip.Add(Unsafe.Add(ref a0, one), row, sum1);
            a0 = ref Unsafe.Add(ref a0, inner);
        }

        ref var c = ref Unsafe.Add(ref work.Target, target);
        ref var gate = ref Unsafe.Add(ref Unsafe.AsRef(in work.Gate), target);
        var next = work.TargetStride;
        TEnding.Of(sum0, in gate, 0, last).Store(ref c, 0, last);
        TEnding.Of(sum1, in gate, next, last).Store(ref c, next, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Three(ref readonly T a, ref readonly T b, ref readonly T start, nint target, in TileWork<T> work)
    {
        var (last, inner, below) = (work.Last, work.InnerStride, work.Below);
        var one = work.RowStride;
        var two = 2 * one;
        ref var a0 = ref Unsafe.AsRef(in a);
        var sum0 = TBeginning.Of<T, TStrip>(in start, 0, last);
        var sum1 = TBeginning.Of<T, TStrip>(in start, work.StartStride, last);
        var sum2 = TBeginning.Of<T, TStrip>(in start, 2 * work.StartStride, last);
        nint from = 0;
        for (var k = work.Inner; k > 0; k--, from += below)
        {
            var row = TStrip.Load(in b, from, last);
            sum0 = TStrip.Add(a0, row, sum0);
            sum1 = TStrip.Add(Unsafe.Add(ref a0, one), row, sum1);
            sum2 = TStrip.Add(Unsafe.Add(ref a0, two), row, sum2);
            a0 = ref Unsafe.Add(ref a0, inner);
        }

        ref var c = ref Unsafe.Add(ref work.Target, target);
        ref var gate = ref Unsafe.Add(ref Unsafe.AsRef(in work.Gate), target);
        var next = work.TargetStride;
        TEnding.Of(sum0, in gate, 0, last).Store(ref c, 0, last);
        TEnding.Of(sum1, in gate, next, last).Store(ref c, next, last);
        TEnding.Of(sum2, in gate, 2 * next, last).Store(ref c, 2 * next, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Four(ref readonly T a, ref readonly T b, ref readonly T start, nint target, in TileWork<T> work)
    {
        var (last, inner, below) = (work.Last, work.InnerStride, work.Below);
        var one = work.RowStride;
        var two = 2 * one;
        ref var a0 = ref Unsafe.AsRef(in a);
        ref var a3 = ref Unsafe.Add(ref a0, 3 * one);
        var sum0 = TBeginning.Of<T, TStrip>(in start, 0, last);
        var sum1 = TBeginning.Of<T, TStrip>(in start, work.StartStride, last);
        var sum2 = TBeginning.Of<T, TStrip>(in start, 2 * work.StartStride, last);
        var sum3 = TBeginning.Of<T, TStrip>(in start, 3 * work.StartStride, last);
        nint from = 0;
        for (var k = work.Inner; k > 0; k--, from += below)
        {
            var row = TStrip.Load(in b, from, last);
            sum0 = TStrip.Add(a0, row, sum0);
            sum1 = TStrip.Add(Unsafe.Add(ref a0, one), row, sum1);
            sum2 = TStrip.Add(Unsafe.Add(ref a0, two), row, sum2);
            sum3 = TStrip.Add(a3, row, sum3);
            a0 = ref Unsafe.Add(ref a0, inner);
            a3 = ref Unsafe.Add(ref a3, inner);
        }

        ref var c = ref Unsafe.Add(ref work.Target, target);
        ref var gate = ref Unsafe.Add(ref Unsafe.AsRef(in work.Gate), target);
        var next = work.TargetStride;
        TEnding.Of(sum0, in gate, 0, last).Store(ref c, 0, last);
        TEnding.Of(sum1, in gate, next, last).Store(ref c, next, last);
        TEnding.Of(sum2, in gate, 2 * next, last).Store(ref c, 2 * next, last);
        TEnding.Of(sum3, in gate, 3 * next, last).Store(ref c, 3 * next, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Five(ref readonly T a, ref readonly T b, ref readonly T start, nint target, in TileWork<T> work)
    {
        var (last, inner, below) = (work.Last, work.InnerStride, work.Below);
        var one = work.RowStride;
        var two = 2 * one;
        ref var a0 = ref Unsafe.AsRef(in a);
        ref var a3 = ref Unsafe.Add(ref a0, 3 * one);
        var sum0 = TBeginning.Of<T, TStrip>(in start, 0, last);
        var sum1 = TBeginning.Of<T, TStrip>(in start, work.StartStride, last);
        var sum2 = TBeginning.Of<T, TStrip>(in start, 2 * work.StartStride, last);
        var sum3 = TBeginning.Of<T, TStrip>(in start, 3 * work.StartStride, last);
        var sum4 = TBeginning.Of<T, TStrip>(in start, 4 * work.StartStride, last);
        nint from = 0;
        for (var k = work.Inner; k > 0; k--, from += below)
        {
            var row = TStrip.Load(in b, from, last);
            sum0 = TStrip.Add(a0, row, sum0);
            sum1 = TStrip.Add(Unsafe.Add(ref a0, one), row, sum1);
            sum2 = TStrip.Add(Unsafe.Add(ref a0, two), row, sum2);
            sum3 = TStrip.Add(a3, row, sum3);
            sum4 = TStrip.Add(Unsafe.Add(ref a3, one), row, sum4);
            a0 = ref Unsafe.Add(ref a0, inner);
            a3 = ref Unsafe.Add(ref a3, inner);
        }

        ref var c = ref Unsafe.Add(ref work.Target, target);
        ref var gate = ref Unsafe.Add(ref Unsafe.AsRef(in work.Gate), target);
        var next = work.TargetStride;
        TEnding.Of(sum0, in gate, 0, last).Store(ref c, 0, last);
        TEnding.Of(sum1, in gate, next, last).Store(ref c, next, last);
        TEnding.Of(sum2, in gate, 2 * next, last).Store(ref c, 2 * next, last);
        TEnding.Of(sum3, in gate, 3 * next, last).Store(ref c, 3 * next, last);
        TEnding.Of(sum4, in gate, 4 * next, last).Store(ref c, 4 * next, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Six(ref readonly T a, ref readonly T b, ref readonly T start, nint target, in TileWork<T> work)
    {
        var (last, inner, below) = (work.Last, work.InnerStride, work.Below);
        var one = work.RowStride;
        var two = 2 * one;
        ref var a0 = ref Unsafe.AsRef(in a);
        ref var a3 = ref Unsafe.Add(ref a0, 3 * one);
        var sum0 = TBeginning.Of<T, TStrip>(in start, 0, last);
        var sum1 = TBeginning.Of<T, TStrip>(in start, work.StartStride, last);
        var sum2 = TBeginning.Of<T, TStrip>(in start, 2 * work.StartStride, last);
        var sum3 = TBeginning.Of<T, TStrip>(in start, 3 * work.StartStride, last);
        var sum4 = TBeginning.Of<T, TStrip>(in start, 4 * work.StartStride, last);
        var sum5 = TBeginning.Of<T, TStrip>(in start, 5 * work.StartStride, last);
        nint from = 0;
        for (var k = work.Inner; k > 0; k--, from += below)
        {
            var row = TStrip.Load(in b, from, last);
            sum0 = TStrip.Add(a0, row, sum0);
            sum1 = TStrip.Add(Unsafe.Add(ref a0, one), row, sum1);
            sum2 = TStrip.Add(Unsafe.Add(ref a0, two), row, sum2);
            sum3 = TStrip.Add(a3, row, sum3);
            sum4 = TStrip.Add(Unsafe.Add(ref a3, one), row, sum4);
            sum5 = TStrip.Add(Unsafe.Add(ref a3, two), row, sum5);
            a0 = ref Unsafe.Add(ref a0, inner);
            a3 = ref Unsafe.Add(ref a3, inner);
        }

        ref var c = ref Unsafe.Add(ref work.Target, target);
        ref var gate = ref Unsafe.Add(ref Unsafe.AsRef(in work.Gate), target);
        var next = work.TargetStride;
        TEnding.Of(sum0, in gate, 0, last).Store(ref c, 0, last);
        TEnding.Of(sum1, in gate, next, last).Store(ref c, next, last);
        TEnding.Of(sum2, in gate, 2 * next, last).Store(ref c, 2 * next, last);
        TEnding.Of(sum3, in gate, 3 * next, last).Store(ref c, 3 * next, last);
        TEnding.Of(sum4, in gate, 4 * next, last).Store(ref c, 4 * next, last);
        TEnding.Of(sum5, in gate, 5 * next, last).Store(ref c, 5 * next, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Eight(ref readonly T a, ref readonly T b, ref readonly T start, nint target, in TileWork<T> work)
    {
        var (last, inner, below) = (work.Last, work.InnerStride, work.Below);
        var one = work.RowStride;
        var two = 2 * one;
        ref var a0 = ref Unsafe.AsRef(in a);
        ref var a3 = ref Unsafe.Add(ref a0, 3 * one);
        ref var a6 = ref Unsafe.Add(ref a0, 6 * one);
        var sum0 = TBeginning.Of<T, TStrip>(in start, 0, last);
        var sum1 = TBeginning.Of<T, TStrip>(in start, work.StartStride, last);
        var sum2 = TBeginning.Of<T, TStrip>(in start, 2 * work.StartStride, last);
        var sum3 = TBeginning.Of<T, TStrip>(in start, 3 * work.StartStride, last);
        var sum4 = TBeginning.Of<T, TStrip>(in start, 4 * work.StartStride, last);
        var sum5 = TBeginning.Of<T, TStrip>(in start, 5 * work.StartStride, last);
        var sum6 = TBeginning.Of<T, TStrip>(in start, 6 * work.StartStride, last);
        var sum7 = TBeginning.Of<T, TStrip>(in start, 7 * work.StartStride, last);
        nint from = 0;
        for (var k = work.Inner; k > 0; k--, from += below)
        {
            var row = TStrip.Load(in b, from, last);
            sum0 = TStrip.Add(a0, row, sum0);
            sum1 = TStrip.Add(Unsafe.Add(ref a0, one), row, sum1);
            sum2 = TStrip.Add(Unsafe.Add(ref a0, two), row, sum2);
            sum3 = TStrip.Add(a3, row, sum3);
            sum4 = TStrip.Add(Unsafe.Add(ref a3, one), row, sum4);
            sum5 = TStrip.Add(Unsafe.Add(ref a3, two), row, sum5);
            sum6 = TStrip.Add(a6, row, sum6);
            sum7 = TStrip.Add(Unsafe.Add(ref a6, one), row, sum7);
            a0 = ref Unsafe.Add(ref a0, inner);
            a3 = ref Unsafe.Add(ref a3, inner);
            a6 = ref Unsafe.Add(ref a6, inner);
        }

        ref var c = ref Unsafe.Add(ref work.Target, target);
        ref var gate = ref Unsafe.Add(ref Unsafe.AsRef(in work.Gate), target);
        var next = work.TargetStride;
        TEnding.Of(sum0, in gate, 0, last).Store(ref c, 0, last);
        TEnding.Of(sum1, in gate, next, last).Store(ref c, next, last);
        TEnding.Of(sum2, in gate, 2 * next, last).Store(ref c, 2 * next, last);
        TEnding.Of(sum3, in gate, 3 * next, last).Store(ref c, 3 * next, last);
        TEnding.Of(sum4, in gate, 4 * next, last).Store(ref c, 4 * next, last);
        TEnding.Of(sum5, in gate, 5 * next, last).Store(ref c, 5 * next, last);
        TEnding.Of(sum6, in gate, 6 * next, last).Store(ref c, 6 * next, last);
        TEnding.Of(sum7, in gate, 7 * next, last).Store(ref c, 7 * next, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Ten(ref readonly T a, ref readonly T b, ref readonly T start, nint target, in TileWork<T> work)
    {
        var (last, inner, below) = (work.Last, work.InnerStride, work.Below);
        var one = work.RowStride;
        var two = 2 * one;
        ref var a0 = ref Unsafe.AsRef(in a);
        ref var a3 = ref Unsafe.Add(ref a0, 3 * one);
        ref var a6 = ref Unsafe.Add(ref a0, 6 * one);
        ref var a9 = ref Unsafe.Add(ref a0, 9 * one);
        var sum0 = TBeginning.Of<T, TStrip>(in start, 0, last);
        var sum1 = TBeginning.Of<T, TStrip>(in start, work.StartStride, last);
        var sum2 = TBeginning.Of<T, TStrip>(in start, 2 * work.StartStride, last);
        var sum3 = TBeginning.Of<T, TStrip>(in start, 3 * work.StartStride, last);
        var sum4 = TBeginning.Of<T, TStrip>(in start, 4 * work.StartStride, last);
        var sum5 = TBeginning.Of<T, TStrip>(in start, 5 * work.StartStride, last);
        var sum6 = TBeginning.Of<T, TStrip>(in start, 6 * work.StartStride, last);
        var sum7 = TBeginning.Of<T, TStrip>(in start, 7 * work.StartStride, last);
        var sum8 = TBeginning.Of<T, TStrip>(in start, 8 * work.StartStride, last);
        var sum9 = TBeginning.Of<T, TStrip>(in start, 9 * work.StartStride, last);
        nint from = 0;
        for (var k = work.Inner; k > 0; k--, from += below)
        {
            var row = TStrip.Load(in b, from, last);
            sum0 = TStrip.Add(a0, row, sum0);
            sum1 = TStrip.Add(Unsafe.Add(ref a0, one), row, sum1);
            sum2 = TStrip.Add(Unsafe.Add(ref a0, two), row, sum2);
            sum3 = TStrip.Add(a3, row, sum3);
            sum4 = TStrip.Add(Unsafe.Add(ref a3, one), row, sum4);
            sum5 = TStrip.Add(Unsafe.Add(ref a3, two), row, sum5);
            sum6 = TStrip.Add(a6, row, sum6);
            sum7 = TStrip.Add(Unsafe.Add(ref a6, one), row, sum7);
            sum8 = TStrip.Add(Unsafe.Add(ref a6, two), row, sum8);
            sum9 = TStrip.Add(a9, row, sum9);
            a0 = ref Unsafe.Add(ref a0, inner);
            a3 = ref Unsafe.Add(ref a3, inner);
            a6 = ref Unsafe.Add(ref a6, inner);
            a9 = ref Unsafe.Add(ref a9, inner);
        }

        ref var c = ref Unsafe.Add(ref work.Target, target);
        ref var gate = ref Unsafe.Add(ref Unsafe.AsRef(in work.Gate), target);
        var next = work.TargetStride;
        TEnding.Of(sum0, in gate, 0, last).Store(ref c, 0, last);
        TEnding.Of(sum1, in gate, next, last).Store(ref c, next, last);
        TEnding.Of(sum2, in gate, 2 * next, last).Store(ref c, 2 * next, last);
        TEnding.Of(sum3, in gate, 3 * next, last).Store(ref c, 3 * next, last);
        TEnding.Of(sum4, in gate, 4 * next, last).Store(ref c, 4 * next, last);
        TEnding.Of(sum5, in gate, 5 * next, last).Store(ref c, 5 * next, last);
        TEnding.Of(sum6, in gate, 6 * next, last).Store(ref c, 6 * next, last);
        TEnding.Of(sum7, in gate, 7 * next, last).Store(ref c, 7 * next, last);
        TEnding.Of(sum8, in gate, 8 * next, last).Store(ref c, 8 * next, last);
        TEnding.Of(sum9, in gate, 9 * next, last).Store(ref c, 9 * next, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Twelve(ref readonly T a, ref readonly T b, ref readonly T start, nint target, in TileWork<T> work)
    {
        var (last, inner, below) = (work.Last, work.InnerStride, work.Below);
        var one = work.RowStride;
        var two = 2 * one;
        ref var a0 = ref Unsafe.AsRef(in a);
        ref var a3 = ref Unsafe.Add(ref a0, 3 * one);
        ref var a6 = ref Unsafe.Add(ref a0, 6 * one);
        ref var a9 = ref Unsafe.Add(ref a0, 9 * one);
        var sum0 = TBeginning.Of<T, TStrip>(in start, 0, last);
        var sum1 = TBeginning.Of<T, TStrip>(in start, work.StartStride, last);
        var sum2 = TBeginning.Of<T, TStrip>(in start, 2 * work.StartStride, last);
        var sum3 = TBeginning.Of<T, TStrip>(in start, 3 * work.StartStride, last);
        var sum4 = TBeginning.Of<T, TStrip>(in start, 4 * work.StartStride, last);
        var sum5 = TBeginning.Of<T, TStrip>(in start, 5 * work.StartStride, last);
        var sum6 = TBeginning.Of<T, TStrip>(in start, 6 * work.StartStride, last);
        var sum7 = TBeginning.Of<T, TStrip>(in start, 7 * work.StartStride, last);
        var sum8 = TBeginning.Of<T, TStrip>(in start, 8 * work.StartStride, last);
        var sum9 = TBeginning.Of<T, TStrip>(in start, 9 * work.StartStride, last);
        var sum10 = TBeginning.Of<T, TStrip>(in start, 10 * work.StartStride, last);
        var sum11 = TBeginning.Of<T, TStrip>(in start, 11 * work.StartStride, last);
        nint from = 0;
        for (var k = work.Inner; k > 0; k--, from += below)
        {
            var row = TStrip.Load(in b, from, last);
            sum0 = TStrip.Add(a0, row, sum0);
            sum1 = TStrip.Add(Unsafe.Add(ref a0, one), row, sum1);
            sum2 = TStrip.Add(Unsafe.Add(ref a0, two), row, sum2);
            sum3 = TStrip.Add(a3, row, sum3);
            sum4 = TStrip.Add(Unsafe.Add(ref a3, one), row, sum4);
            sum5 = TStrip.Add(Unsafe.Add(ref a3, two), row, sum5);
            sum6 = TStrip.Add(a6, row, sum6);
            sum7 = TStrip.Add(Unsafe.Add(ref a6, one), row, sum7);
            sum8 = TStrip.Add(Unsafe.Add(ref a6, two), row, sum8);
            sum9 = TStrip.Add(a9, row, sum9);
            sum10 = TStrip.Add(Unsafe.Add(ref a9, one), row, sum10);
            sum11 = TStrip.Add(Unsafe.Add(ref a9, two), row, sum11);
            a0 = ref Unsafe.Add(ref a0, inner);
            a3 = ref Unsafe.Add(ref a3, inner);
            a6 = ref Unsafe.Add(ref a6, inner);
            a9 = ref Unsafe.Add(ref a9, inner);
        }

        ref var c = ref Unsafe.Add(ref work.Target, target);
        ref var gate = ref Unsafe.Add(ref Unsafe.AsRef(in work.Gate), target);
        var next = work.TargetStride;
        TEnding.Of(sum0, in gate, 0, last).Store(ref c, 0, last);
        TEnding.Of(sum1, in gate, next, last).Store(ref c, next, last);
        TEnding.Of(sum2, in gate, 2 * next, last).Store(ref c, 2 * next, last);
        TEnding.Of(sum3, in gate, 3 * next, last).Store(ref c, 3 * next, last);
        TEnding.Of(sum4, in gate, 4 * next, last).Store(ref c, 4 * next, last);
        TEnding.Of(sum5, in gate, 5 * next, last).Store(ref c, 5 * next, last);
        TEnding.Of(sum6, in gate, 6 * next, last).Store(ref c, 6 * next, last);
        TEnding.Of(sum7, in gate, 7 * next, last).Store(ref c, 7 * next, last);
        TEnding.Of(sum8, in gate, 8 * next, last).Store(ref c, 8 * next, last);
        TEnding.Of(sum9, in gate, 9 * next, last).Store(ref c, 9 * next, last);
        TEnding.Of(sum10, in gate, 10 * next, last).Store(ref c, 10 * next, last);
        TEnding.Of(sum11, in gate, 11 * next, last).Store(ref c, 11 * next, last);
    }
}
