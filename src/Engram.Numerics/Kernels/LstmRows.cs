using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <summary>What happens inside LSTM cells once their gates are summed up, forwards and backwards, number by number.</summary>
/// <remarks>
/// A row is one sample: its gates are 4 units numbers, those of the input gate first, then forget, candidate, output. Numbers that lie feature by
/// feature, [units, n] for each gate, are one row of units · n, which fills lanes best. Each number is one chain of operations: the same bits at
/// every width. Nothing is allocated.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public readonly ref struct LstmRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int GateCount = LstmStackShape.Gates;

    /// <summary>Samples.</summary>
    public required int Rows { get; init; }

    /// <summary>Units of the layer.</summary>
    public required int Units { get; init; }

    /// <summary>i, f, g and o after their activation, [rows, 4 units].</summary>
    public ReadOnlySpan<T> Activations { get; init; }

    /// <summary>The cell before the step, c.</summary>
    public ReadOnlySpan<T> Cell { get; init; }

    /// <summary>Receives the cell after the step, c'; may be where c is.</summary>
    public Span<T> NextCell { get; init; }

    /// <summary>tanh c', and from <see cref="LstmPart.Open"/> on h' = o tanh c'.</summary>
    public Span<T> Hidden { get; init; }

    /// <summary>∂L/∂h'.</summary>
    public ReadOnlySpan<T> HiddenGradient { get; init; }

    /// <summary>∂L/∂c'.</summary>
    public ReadOnlySpan<T> CellGradient { get; init; }

    /// <summary>Receives what <see cref="LstmPart.AddHiddenToCell"/> and <see cref="LstmPart.Forget"/> make of ∂L/∂c'; may be where that is.</summary>
    public Span<T> NextCellGradient { get; init; }

    /// <summary>Receives ∂L/∂z for the gates before their activation, [rows, 4 units].</summary>
    public Span<T> GateGradient { get; init; }

    /// <summary>In place: σ of the input, forget and output gates, tanh of the candidate.</summary>
    internal static void Activate(Span<T> gates, int rows, int units, VectorWidth width)
    {
        ColumnMap.Apply<T, Logistic>(gates, rows, GateCount * units, 0, 2 * units, width);
        ColumnMap.Apply<T, HyperbolicTangent>(gates, rows, GateCount * units, 2 * units, units, width);
        ColumnMap.Apply<T, Logistic>(gates, rows, GateCount * units, 3 * units, units, width);
    }

    internal void Run(LstmPart part, VectorWidth width)
    {
        switch (part)
        {
            case LstmPart.Advance:
                Run<Advanced>(width);
                break;
            case LstmPart.Open:
                Run<Opened>(width);
                break;
            case LstmPart.StepBack:
                Run<SteppedBack>(width);
                break;
            case LstmPart.AddHiddenToCell:
                Run<HiddenToCell>(width);
                break;
            case LstmPart.ToGates:
                Run<ToGates>(width);
                break;
            case LstmPart.Forget:
                Run<ToCell>(width);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(part), part, null);
        }
    }

    private interface IStep
    {
        /// <summary>One row of lanes; the gates of a unit lie <see cref="Units"/> apart.</summary>
        static abstract void At<TLanes>(in LstmRows<T> rows, nint gate, nint unit)
            where TLanes : struct, ILanes<TLanes, T>;
    }

    private void Run<TStep>(VectorWidth width)
        where TStep : IStep
    {
        var done = 0;
        if (width >= VectorWidth.Bits512 && Units - done >= Lanes512<T>.Count)
        {
            done = Run<TStep, Lanes512<T>>(in this, done);
        }

        if (width >= VectorWidth.Bits256 && Units - done >= Lanes256<T>.Count)
        {
            done = Run<TStep, Lanes256<T>>(in this, done);
        }

        if (width >= VectorWidth.Bits128 && Units - done >= Lanes128<T>.Count)
        {
            done = Run<TStep, Lanes128<T>>(in this, done);
        }

        if (done < Units)
        {
            Run<TStep, SingleLane<T>>(in this, done);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Run<TStep, TLanes>(in LstmRows<T> rows, int start)
        where TStep : IStep
        where TLanes : struct, ILanes<TLanes, T>
    {
        var unit = start;
        for (; unit + TLanes.Count <= rows.Units; unit += TLanes.Count)
        {
            for (nint row = 0, at = unit, gate = unit; row < rows.Rows; row++, at += rows.Units, gate += GateCount * rows.Units)
            {
                TStep.At<TLanes>(in rows, gate, at);
            }
        }

        return unit;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Load<TLanes>(ReadOnlySpan<T> numbers, nint at)
        where TLanes : struct, ILanes<TLanes, T> => TLanes.Load(in MemoryMarshal.GetReference(numbers), at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes>(TLanes lanes, Span<T> numbers, nint at)
        where TLanes : struct, ILanes<TLanes, T> => lanes.Store(ref MemoryMarshal.GetReference(numbers), at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes WithHidden<TLanes>(in LstmRows<T> rows, nint gate, nint unit)
        where TLanes : struct, ILanes<TLanes, T>
    {
        var slope = TanhSlopeOf<T>.Of(Load<TLanes>(rows.Hidden, unit), Load<TLanes>(rows.Activations, gate + (3 * rows.Units)));
        return TLanes.FusedMultiplyAdd(slope, Load<TLanes>(rows.HiddenGradient, unit), Load<TLanes>(rows.CellGradient, unit));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreGates<TLanes>(in LstmRows<T> rows, nint gate, nint unit, TLanes cell)
        where TLanes : struct, ILanes<TLanes, T>
    {
        var (forgetAt, candidateAt, outputAt) = (gate + rows.Units, gate + (2 * rows.Units), gate + (3 * rows.Units));
        var (input, candidate) = (Load<TLanes>(rows.Activations, gate), Load<TLanes>(rows.Activations, candidateAt));
        Store(SigmoidSlopeOf<T>.Of(input, cell * candidate), rows.GateGradient, gate);
        Store(SigmoidSlopeOf<T>.Of(Load<TLanes>(rows.Activations, forgetAt), cell * Load<TLanes>(rows.Cell, unit)), rows.GateGradient, forgetAt);
        Store(TanhSlopeOf<T>.Of(candidate, cell * input), rows.GateGradient, candidateAt);
        var opened = Load<TLanes>(rows.HiddenGradient, unit) * Load<TLanes>(rows.Hidden, unit);
        Store(SigmoidSlopeOf<T>.Of(Load<TLanes>(rows.Activations, outputAt), opened), rows.GateGradient, outputAt);
    }

    private readonly struct Advanced : IStep
    {
        public static void At<TLanes>(in LstmRows<T> rows, nint gate, nint unit)
            where TLanes : struct, ILanes<TLanes, T>
        {
            var added = Load<TLanes>(rows.Activations, gate) * Load<TLanes>(rows.Activations, gate + (2 * rows.Units));
            var forget = Load<TLanes>(rows.Activations, gate + rows.Units);
            Store(TLanes.FusedMultiplyAdd(forget, Load<TLanes>(rows.Cell, unit), added), rows.NextCell, unit);
        }
    }

    private readonly struct Opened : IStep
    {
        public static void At<TLanes>(in LstmRows<T> rows, nint gate, nint unit)
            where TLanes : struct, ILanes<TLanes, T> =>
            Store(Load<TLanes>(rows.Activations, gate + (3 * rows.Units)) * Load<TLanes>(rows.Hidden, unit), rows.Hidden, unit);
    }

    private readonly struct SteppedBack : IStep
    {
        public static void At<TLanes>(in LstmRows<T> rows, nint gate, nint unit)
            where TLanes : struct, ILanes<TLanes, T>
        {
            var cell = WithHidden<TLanes>(in rows, gate, unit);
            StoreGates(in rows, gate, unit, cell);
            Store(Load<TLanes>(rows.Activations, gate + rows.Units) * cell, rows.NextCellGradient, unit);
        }
    }

    private readonly struct HiddenToCell : IStep
    {
        public static void At<TLanes>(in LstmRows<T> rows, nint gate, nint unit)
            where TLanes : struct, ILanes<TLanes, T> => Store(WithHidden<TLanes>(in rows, gate, unit), rows.NextCellGradient, unit);
    }

    private readonly struct ToGates : IStep
    {
        public static void At<TLanes>(in LstmRows<T> rows, nint gate, nint unit)
            where TLanes : struct, ILanes<TLanes, T> => StoreGates(in rows, gate, unit, Load<TLanes>(rows.CellGradient, unit));
    }

    private readonly struct ToCell : IStep
    {
        public static void At<TLanes>(in LstmRows<T> rows, nint gate, nint unit)
            where TLanes : struct, ILanes<TLanes, T> =>
            Store(Load<TLanes>(rows.Activations, gate + rows.Units) * Load<TLanes>(rows.CellGradient, unit), rows.NextCellGradient, unit);
    }
}
