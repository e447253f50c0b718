using System.Numerics;
using System.Runtime.InteropServices;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>Runs an <see cref="ICoordinateRule{T}"/> over all coordinates, as many at a time as the processor's vectors hold.</summary>
internal static class Coordinates
{
    /// <summary>One step of every coordinate; all spans are as long as the gradient, but for the carried ones that the rule does not have.</summary>
    public static void Step<T, TRule>(
        TRule rule, ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, Span<T> step, Span<T> first, Span<T> second, Span<T> third, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, ICoordinateRule<T>
    {
        var done = 0;
        if (width >= VectorWidth.Bits512)
        {
            done = Step<T, TRule, Lanes512<T>>(rule, parameters, gradient, step, first, second, third, done);
        }

        if (width >= VectorWidth.Bits256)
        {
            done = Step<T, TRule, Lanes256<T>>(rule, parameters, gradient, step, first, second, third, done);
        }

        if (width >= VectorWidth.Bits128)
        {
            done = Step<T, TRule, Lanes128<T>>(rule, parameters, gradient, step, first, second, third, done);
        }

        Step<T, TRule, SingleLane<T>>(rule, parameters, gradient, step, first, second, third, done);
    }

    private static int Step<T, TRule, TLanes>(
        TRule rule, ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, Span<T> step, Span<T> first, Span<T> second, Span<T> third, int index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, ICoordinateRule<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var w = ref MemoryMarshal.GetReference(parameters);
        ref var g = ref MemoryMarshal.GetReference(gradient);
        ref var to = ref MemoryMarshal.GetReference(step);
        ref var one = ref MemoryMarshal.GetReference(first);
        ref var two = ref MemoryMarshal.GetReference(second);
        ref var three = ref MemoryMarshal.GetReference(third);
        for (; index + TLanes.Count <= gradient.Length; index += TLanes.Count)
        {
            var (a, b, c) = (default(TLanes), default(TLanes), default(TLanes));
            if (TRule.Carries > 0)
            {
                a = TLanes.Load(in one, index);
            }

            if (TRule.Carries > 1)
            {
                b = TLanes.Load(in two, index);
            }

            if (TRule.Carries > 2)
            {
                c = TLanes.Load(in three, index);
            }

            rule.Step(TRule.ReadsParameters ? TLanes.Load(in w, index) : default, TLanes.Load(in g, index), ref a, ref b, ref c).Store(ref to, index);
            if (TRule.Carries > 0)
            {
                a.Store(ref one, index);
            }

            if (TRule.Carries > 1)
            {
                b.Store(ref two, index);
            }

            if (TRule.Carries > 2)
            {
                c.Store(ref three, index);
            }
        }

        return index;
    }
}
