using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <summary>From the activations of the gates of LSTM cells on, in one pass in single precision: c', tanh c' and h'.</summary>
/// <remarks>The same chains as <see cref="LstmPart.Advance"/>, tanh and <see cref="LstmPart.Open"/>, and so the same bits.</remarks>
internal readonly ref struct LstmStep(in LstmRows<float> rows) : ILanePass<float>
{
    private readonly ref float _gates = ref MemoryMarshal.GetReference(rows.Gates);
    private readonly ref float _cell = ref MemoryMarshal.GetReference(rows.Cell);
    private readonly ref float _nextCell = ref MemoryMarshal.GetReference(rows.NextCell);
    private readonly ref float _tangent = ref MemoryMarshal.GetReference(rows.Tangent);
    private readonly ref float _hidden = ref MemoryMarshal.GetReference(rows.Hidden);
    private readonly bool _keepsTangent = !rows.Tangent.IsEmpty;
    private readonly int _rows = rows.Rows;
    private readonly int _units = rows.Units;

    public int Run<TLanes>(int start)
        where TLanes : struct, ILanes<TLanes, float> =>
        Go<TLanes>(TLanes.Registers == 32 ? Go<FourRows<TLanes, float>>(start) : start);

    private int Go<TLanes>(int start)
        where TLanes : struct, ILanes<TLanes, float>
    {
        var unit = start;
        for (; unit + TLanes.Count <= _units; unit += TLanes.Count)
        {
            for (nint row = 0, at = unit, gate = unit; row < _rows; row++, at += _units, gate += LstmStackShape.Gates * _units)
            {
                At<TLanes>(gate, at);
            }
        }

        return unit;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // a root of its own, as in Pointwise
    private void At<TLanes>(nint gate, nint unit)
        where TLanes : struct, ILanes<TLanes, float>
    {
        var added = TLanes.Load(in _gates, gate) * TLanes.Load(in _gates, gate + (2 * _units));
        var next = TLanes.FusedMultiplyAdd(TLanes.Load(in _gates, gate + _units), TLanes.Load(in _cell, unit), added);
        next.Store(ref _nextCell, unit);
        var tangent = HyperbolicTangent.Of(next);
        if (_keepsTangent)
        {
            tangent.Store(ref _tangent, unit);
        }

        (TLanes.Load(in _gates, gate + (3 * _units)) * tangent).Store(ref _hidden, unit);
    }
}
