using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <summary>A step of a layer of LSTM cells for a block of coordinates, from the sums of the gates on. Everything is [units, coordinates].</summary>
/// <remarks>The same chains as <see cref="LstmPart.Advance"/>, tanh and <see cref="LstmPart.Open"/>, and so the same bits.</remarks>
internal readonly ref struct LstmStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Units of the layer.</summary>
    public required int Units { get; init; }

    /// <summary>Coordinates of the block.</summary>
    public required int Coordinates { get; init; }

    /// <summary>The sums of the gates, [4 units, coordinates]; receives i, f, g and o.</summary>
    public required Span<T> Gates { get; init; }

    /// <summary>The cell before the step.</summary>
    public required ReadOnlySpan<T> Cell { get; init; }

    /// <summary>From one unit to the next in <see cref="Cell"/>.</summary>
    public required int CellStride { get; init; }

    /// <summary>Receives the cell after the step; may be where the one before is.</summary>
    public required Span<T> NextCell { get; init; }

    /// <summary>From one unit to the next in <see cref="NextCell"/>.</summary>
    public required int NextCellStride { get; init; }

    /// <summary>Receives tanh of the cell after the step, where it is wanted; without gaps.</summary>
    public Span<T> Tangent { get; init; }

    /// <summary>Receives the hidden state after the step.</summary>
    public required Span<T> Hidden { get; init; }

    /// <summary>From one unit to the next in <see cref="Hidden"/>.</summary>
    public required int HiddenStride { get; init; }

    /// <summary>Receives it too, without gaps: where the layer above sees it. May be where o is.</summary>
    public required Span<T> Seen { get; init; }

    private int Apart => Units * Coordinates;

    /// <summary>Does it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A span is too short.</exception>
    public void Run(VectorWidth width)
    {
        RequireRoom(Cell.Length, CellStride);
        RequireRoom(NextCell.Length, NextCellStride);
        RequireRoom(Hidden.Length, HiddenStride);
        RequireRoom(Seen.Length, Coordinates);
        RequireRoom(Tangent.IsEmpty ? Apart : Tangent.Length, Coordinates);
        LstmRows<T>.Activate(Gates, 1, Apart, width);
        if (typeof(T) == typeof(float))
        {
            var isOneRow = CellStride == Coordinates && NextCellStride == Coordinates && HiddenStride == Coordinates; // without gaps, which fills lanes best
            var pass = new Pass(new LstmStep<float>
            {
                Units = isOneRow ? 1 : Units, Coordinates = isOneRow ? Apart : Coordinates, CellStride = CellStride, NextCellStride = NextCellStride, HiddenStride = HiddenStride,
                Gates = MemoryMarshal.Cast<T, float>(Gates), Cell = MemoryMarshal.Cast<T, float>(Cell), NextCell = MemoryMarshal.Cast<T, float>(NextCell),
                Tangent = MemoryMarshal.Cast<T, float>(Tangent), Hidden = MemoryMarshal.Cast<T, float>(Hidden), Seen = MemoryMarshal.Cast<T, float>(Seen),
            });
            LanePass.Run<float, Pass>(ref pass, isOneRow ? Apart : Coordinates, width);
            return;
        }

        for (var at = 0; at < Apart; at++)
        {
            var (unit, coordinate) = (at / Coordinates, at % Coordinates);
            var next = T.FusedMultiplyAdd(Gates[Apart + at], Cell[(unit * CellStride) + coordinate], Gates[at] * Gates[(2 * Apart) + at]);
            var tangent = T.CreateTruncating(HyperbolicTangent.Of(double.CreateTruncating(next)));
            NextCell[(unit * NextCellStride) + coordinate] = next;
            Hidden[(unit * HiddenStride) + coordinate] = Seen[at] = Gates[(3 * Apart) + at] * tangent;
            if (!Tangent.IsEmpty)
            {
                Tangent[at] = tangent;
            }
        }
    }

    private void RequireRoom(int length, int stride) => ArgumentOutOfRangeException.ThrowIfLessThan(length, ((Units - 1) * stride) + Coordinates);

    private readonly ref struct Pass(in LstmStep<float> step) : ILanePass<float>
    {
        private readonly LstmStep<float> _step = step;

        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float> =>
            Go<TLanes>(TLanes.Registers == 32 ? Go<FourRows<TLanes, float>>(start) : start);

        private int Go<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            var end = start + ((_step.Coordinates - start) / TLanes.Count * TLanes.Count);
            for (var unit = 0; unit < _step.Units && start < end; unit++)
            {
                Row<TLanes>(unit, start, end);
            }

            return end;
        }

        // A row to its end: the next one of a state lies on another page.
        [MethodImpl(MethodImplOptions.NoInlining)] // a root of its own, as in Pointwise
        private void Row<TLanes>(nint unit, nint start, nint end)
            where TLanes : struct, ILanes<TLanes, float>
        {
            nint apart = _step.Apart;
            ref var input = ref Unsafe.Add(ref MemoryMarshal.GetReference(_step.Gates), unit * _step.Coordinates);
            ref var forget = ref Unsafe.Add(ref input, apart);
            ref var candidate = ref Unsafe.Add(ref forget, apart);
            ref var output = ref Unsafe.Add(ref candidate, apart);
            ref var cell = ref Unsafe.Add(ref MemoryMarshal.GetReference(_step.Cell), unit * _step.CellStride);
            ref var nextCell = ref Unsafe.Add(ref MemoryMarshal.GetReference(_step.NextCell), unit * _step.NextCellStride);
            ref var hidden = ref Unsafe.Add(ref MemoryMarshal.GetReference(_step.Hidden), unit * _step.HiddenStride);
            ref var seen = ref Unsafe.Add(ref MemoryMarshal.GetReference(_step.Seen), unit * _step.Coordinates);
            var keeps = !_step.Tangent.IsEmpty;
            ref var kept = ref Unsafe.Add(ref MemoryMarshal.GetReference(_step.Tangent), keeps ? unit * _step.Coordinates : 0);
            for (var at = start; at < end; at += TLanes.Count)
            {
                var added = TLanes.Load(in input, at) * TLanes.Load(in candidate, at);
                var next = TLanes.FusedMultiplyAdd(TLanes.Load(in forget, at), TLanes.Load(in cell, at), added);
                next.Store(ref nextCell, at);
                var tangent = HyperbolicTangent.Of(next);
                if (keeps)
                {
                    tangent.Store(ref kept, at);
                }

                var result = TLanes.Load(in output, at) * tangent;
                result.Store(ref hidden, at);
                result.Store(ref seen, at);
            }
        }
    }
}
