using System.Numerics;
using System.Runtime.InteropServices;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>Runs an <see cref="ICoordinateRule{T}"/> over all coordinates, as many at a time as the processor's vectors hold.</summary>
internal static class Coordinates
{
    /// <summary>
    /// One step of every coordinate: the target receives the step or, where it is the parameters themselves, is moved by it. One pass instead of two is
    /// worth it: the arithmetic of most rules is cheaper than fetching the numbers. The bits are those of two.
    /// </summary>
    /// <remarks>All spans are as long as the gradient, but for the carried ones that the rule does not have.</remarks>
    public static void Step<T, TRule>(
        TRule rule, ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, Span<T> target, bool moves, Span<T> first, Span<T> second, Span<T> third,
        VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, ICoordinateRule<T>
    {
        if (moves)
        {
            Step<T, TRule, Subtracted>(rule, parameters, gradient, target, first, second, third, width);
        }
        else
        {
            Step<T, TRule, Stored>(rule, parameters, gradient, target, first, second, third, width);
        }
    }

    private static void Step<T, TRule, TEnd>(
        TRule rule, ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, Span<T> target, Span<T> first, Span<T> second, Span<T> third, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, ICoordinateRule<T>
        where TEnd : struct, IEnd
    {
        // A width is tried only where it has something to do: the compiler would learn from calls without work that the loop hardly ever runs.
        nint done = 0;
        if (width >= VectorWidth.Bits512 && target.Length - done >= Lanes512<T>.Count)
        {
            done = Step<T, TRule, TEnd, Lanes512<T>>(rule, parameters, gradient, target, first, second, third, done);
        }

        if (width >= VectorWidth.Bits256 && target.Length - done >= Lanes256<T>.Count)
        {
            done = Step<T, TRule, TEnd, Lanes256<T>>(rule, parameters, gradient, target, first, second, third, done);
        }

        if (width >= VectorWidth.Bits128 && target.Length - done >= Lanes128<T>.Count)
        {
            done = Step<T, TRule, TEnd, Lanes128<T>>(rule, parameters, gradient, target, first, second, third, done);
        }

        if (done < target.Length)
        {
            Step<T, TRule, TEnd, SingleLane<T>>(rule, parameters, gradient, target, first, second, third, done);
        }
    }

    private static nint Step<T, TRule, TEnd, TLanes>(
        TRule rule, ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, Span<T> target, Span<T> first, Span<T> second, Span<T> third, nint index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, ICoordinateRule<T>
        where TEnd : struct, IEnd
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var w = ref MemoryMarshal.GetReference(parameters);
        ref var g = ref MemoryMarshal.GetReference(gradient);
        ref var to = ref MemoryMarshal.GetReference(target);
        ref var one = ref MemoryMarshal.GetReference(first);
        ref var two = ref MemoryMarshal.GetReference(second);
        ref var three = ref MemoryMarshal.GetReference(third);
        for (nint last = gradient.Length - TLanes.Count; index <= last; index += TLanes.Count)
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

            var step = rule.Step(TRule.ReadsParameters ? TLanes.Load(in w, index) : default, TLanes.Load(in g, index), ref a, ref b, ref c);
            (TEnd.Moves ? TLanes.Load(in to, index) - step : step).Store(ref to, index);
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

    /// <summary>What becomes of a step; a type, so that the loop is compiled for each.</summary>
    private interface IEnd
    {
        static abstract bool Moves { get; }
    }

    private readonly struct Stored : IEnd
    {
        public static bool Moves => false;
    }

    private readonly struct Subtracted : IEnd
    {
        public static bool Moves => true;
    }
}
