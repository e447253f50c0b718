using System.Numerics;
using System.Runtime.InteropServices;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>What an <see cref="ICoordinateRule{T}"/> reads and writes. All are as long as the gradient, but for carried ones that the rule does not have.</summary>
internal readonly ref struct CoordinateRows<T>(ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, Span<T> target)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>w, before the step.</summary>
    public ReadOnlySpan<T> Parameters { get; } = parameters;

    /// <summary>∂L/∂w.</summary>
    public ReadOnlySpan<T> Gradient { get; } = gradient;

    /// <summary>Receives the step, or is moved by it.</summary>
    public Span<T> Target { get; } = target;

    /// <summary>The carried numbers.</summary>
    public Span<T> First { get; init; }

    /// <inheritdoc cref="First"/>
    public Span<T> Second { get; init; }

    /// <inheritdoc cref="First"/>
    public Span<T> Third { get; init; }
}

/// <summary>Runs an <see cref="ICoordinateRule{T}"/> over all coordinates, as many at a time as the processor's vectors hold.</summary>
internal static class Coordinates
{
    /// <summary>Writes the step of every coordinate.</summary>
    public static void Propose<T, TRule>(in TRule rule, in CoordinateRows<T> rows, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, ICoordinateRule<T> => Run<T, TRule, Stored>(in rule, in rows, width);

    /// <summary>Moves every coordinate by its step: in one pass, because fetching the numbers costs more than the arithmetic; with the bits of two.</summary>
    public static void Move<T, TRule>(in TRule rule, in CoordinateRows<T> rows, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, ICoordinateRule<T> => Run<T, TRule, Subtracted>(in rule, in rows, width);

    private static void Run<T, TRule, TEnd>(in TRule rule, in CoordinateRows<T> rows, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, ICoordinateRule<T>
        where TEnd : struct, IEnd
    {
        var pass = new Pass<T, TRule, TEnd>(rule, rows);
        LanePass.Run<T, Pass<T, TRule, TEnd>>(ref pass, rows.Gradient.Length, width);
    }

    /// <summary>The loop; all that it needs is fetched before it.</summary>
    private ref struct Pass<T, TRule, TEnd>(TRule rule, CoordinateRows<T> rows) : ILanePass<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, ICoordinateRule<T>
        where TEnd : struct, IEnd
    {
        private readonly CoordinateRows<T> _rows = rows;

        public readonly int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, T>
        {
            ref var w = ref MemoryMarshal.GetReference(_rows.Parameters);
            ref var g = ref MemoryMarshal.GetReference(_rows.Gradient);
            ref var to = ref MemoryMarshal.GetReference(_rows.Target);
            ref var one = ref MemoryMarshal.GetReference(_rows.First);
            ref var two = ref MemoryMarshal.GetReference(_rows.Second);
            ref var three = ref MemoryMarshal.GetReference(_rows.Third);
            var chain = rule;
            nint index = start;
            for (var last = _rows.Gradient.Length - TLanes.Count; index <= last; index += TLanes.Count)
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

                var step = chain.Step(TRule.ReadsParameters ? TLanes.Load(in w, index) : default, TLanes.Load(in g, index), ref a, ref b, ref c);
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

            return (int)index;
        }
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
