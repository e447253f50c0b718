using System.Numerics;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <summary>target = a + factor · b, number by number; the product is rounded, then the sum, as if they were two passes.</summary>
internal readonly ref struct ScaledSum<T> : ILanePass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> _a;
    private readonly ReadOnlySpan<T> _b;
    private readonly Span<T> _target;
    private readonly T _factor;

    private ScaledSum(ReadOnlySpan<T> a, ReadOnlySpan<T> b, T factor, Span<T> target)
    {
        _a = a;
        _b = b;
        _target = target;
        _factor = factor;
    }

    /// <summary>The spans have the same length; the target may be one of the others.</summary>
    public static void Run(ReadOnlySpan<T> a, ReadOnlySpan<T> b, T factor, Span<T> target, VectorWidth width)
    {
        var pass = new ScaledSum<T>(a, b, factor, target);
        var done = width >= VectorWidth.Bits512 ? pass.Run<FourRows<Lanes512<T>, T>>(0) : 0;
        LanePass.Run<T, ScaledSum<T>>(ref pass, done, target.Length, width);
    }

    public int Run<TLanes>(int start)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var a = ref MemoryMarshal.GetReference(_a);
        ref var b = ref MemoryMarshal.GetReference(_b);
        ref var target = ref MemoryMarshal.GetReference(_target);
        var factor = TLanes.Broadcast(_factor);
        for (; start + TLanes.Count <= _target.Length; start += TLanes.Count)
        {
            (TLanes.Load(in a, start) + (TLanes.Load(in b, start) * factor)).Store(ref target, start);
        }

        return start;
    }
}
