using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <summary>Applies a function number by number. Each result depends on its own arguments only, so the bits are the same at every width.</summary>
/// <remarks>What is left after the last full row is done with rows half as wide, and so on: at most three numbers are computed alone.</remarks>
internal static class Pointwise
{
    /// <summary>target[i] = f(x[i]); the spans have the same length, and may be the same span.</summary>
    public static void Map<T, TFunction>(ReadOnlySpan<T> x, Span<T> target, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IUnaryFunction<T>
    {
        var done = width >= VectorWidth.Bits512 && target.Length >= 2 * FourRows<Lanes512<T>, T>.Count ? TFunction.InFours<Lanes512<T>>(x, target) : 0;
        if (width >= VectorWidth.Bits512 && !TFunction.IsLong && target.Length - done >= FourRows<Lanes512<T>, T>.Count)
        {
            done = Map<T, TFunction, FourRows<Lanes512<T>, T>>(x, target, done);
        }

        if (width >= VectorWidth.Bits512 && target.Length - done >= Lanes512<T>.Count)
        {
            done = Map<T, TFunction, Lanes512<T>>(x, target, done);
        }

        if (width >= VectorWidth.Bits256 && target.Length - done >= Lanes256<T>.Count)
        {
            done = Map<T, TFunction, Lanes256<T>>(x, target, done);
        }

        if (width >= VectorWidth.Bits128 && target.Length - done >= Lanes128<T>.Count)
        {
            done = Map<T, TFunction, Lanes128<T>>(x, target, done);
        }

        if (done < target.Length)
        {
            Map<T, TFunction, SingleLane<T>>(x, target, done);
        }
    }

    /// <summary>target[i] = f(a[i·aStride], b[i·bStride]); a stride is 1, or 0 for one number that meets all others.</summary>
    public static void Combine<T, TFunction>(ReadOnlySpan<T> a, int aStride, ReadOnlySpan<T> b, int bStride, Span<T> target, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IBinaryFunction<T>
    {
        var done = 0;
        if (width >= VectorWidth.Bits512 && target.Length >= FourRows<Lanes512<T>, T>.Count)
        {
            done = Combine<T, TFunction, FourRows<Lanes512<T>, T>>(a, aStride, b, bStride, target, done);
        }

        if (width >= VectorWidth.Bits512 && target.Length - done >= Lanes512<T>.Count)
        {
            done = Combine<T, TFunction, Lanes512<T>>(a, aStride, b, bStride, target, done);
        }

        if (width >= VectorWidth.Bits256 && target.Length - done >= Lanes256<T>.Count)
        {
            done = Combine<T, TFunction, Lanes256<T>>(a, aStride, b, bStride, target, done);
        }

        if (width >= VectorWidth.Bits128 && target.Length - done >= Lanes128<T>.Count)
        {
            done = Combine<T, TFunction, Lanes128<T>>(a, aStride, b, bStride, target, done);
        }

        if (done < target.Length)
        {
            Combine<T, TFunction, SingleLane<T>>(a, aStride, b, bStride, target, done);
        }
    }

    // Not inlined: a root of its own, in which the compiler's budget suffices to inline the function and every operation on lanes.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Map<T, TFunction, TLanes>(ReadOnlySpan<T> source, Span<T> target, int index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IUnaryFunction<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var x = ref MemoryMarshal.GetReference(source);
        ref var y = ref MemoryMarshal.GetReference(target);
        for (; index + TLanes.Count <= target.Length; index += TLanes.Count)
        {
            TFunction.Of(TLanes.Load(in x, index)).Store(ref y, index);
        }

        return index;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Combine<T, TFunction, TLanes>(ReadOnlySpan<T> left, int leftStride, ReadOnlySpan<T> right, int rightStride, Span<T> target, int index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IBinaryFunction<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right);
        ref var y = ref MemoryMarshal.GetReference(target);
        var (oneLeft, oneRight) = (TLanes.Broadcast(a), TLanes.Broadcast(b));
        for (; index + TLanes.Count <= target.Length; index += TLanes.Count)
        {
            var first = leftStride == 0 ? oneLeft : TLanes.Load(in a, index);
            var second = rightStride == 0 ? oneRight : TLanes.Load(in b, index);
            TFunction.Of(first, second).Store(ref y, index);
        }

        return index;
    }
}
