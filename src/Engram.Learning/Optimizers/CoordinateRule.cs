using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Optimizers;

/// <summary>An update rule that looks at each coordinate alone: one pass over the gradient and what is carried, in vectors.</summary>
/// <remarks>
/// The bits are the same at every vector width, because each coordinate is one fixed chain of operations. O(D); a step allocates nothing. A NaN in
/// the gradient stays in that coordinate, its state and its parameter: divergence stays visible.
/// </remarks>
internal sealed class CoordinateRule<T, TRule> : IMovesInOnePass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TRule : struct, ICoordinateRule<T>
{
    private static readonly string[] Names = TRule.CarriedNames;

    private readonly VectorWidth _width;
    private readonly TRule _initial;
    private readonly T[][] _carried;
    private TRule _rule;

    public CoordinateRule(int dimension, TRule rule, VectorWidth width)
    {
        Dimension = dimension;
        _width = width;
        _initial = rule;
        _carried = [.. Names.Select(_ => new T[dimension])];
        BeginTask();
    }

    public int Dimension { get; }

    public ReadOnlySpan<T> SmoothedGradient => TRule.Smoothed < 0 ? [] : _carried[TRule.Smoothed];

    public void Propose(ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, Span<T> step)
    {
        ProposalSpans.Require(Dimension, parameters, gradient, step);
        _rule.Count();
        Coordinates.Propose(in _rule, Rows(parameters, gradient, step), _width);
    }

    public void Move(Span<T> parameters, ReadOnlySpan<T> gradient)
    {
        _rule.Count();
        Coordinates.Move(in _rule, Rows(parameters, gradient, parameters), _width);
    }

    public void BeginTask()
    {
        _rule = _initial;
        for (var index = 0; index < _carried.Length; index++)
        {
            _carried[index].AsSpan().Fill(_rule.Initial(index));
        }
    }

    public void SaveState(SafeTensorsBuilder file)
    {
        for (var index = 0; index < _carried.Length; index++)
        {
            file.Add<T>(Names[index], _carried[index]);
        }

        if (TRule.CounterName is { } name)
        {
            file.Add<double>(name, [_rule.Counters.First, _rule.Counters.Second]);
        }
    }

    public void LoadState(SafeTensorsFile file)
    {
        for (var index = 0; index < _carried.Length; index++)
        {
            file[Names[index]].CopyTo<T>(_carried[index]);
        }

        if (TRule.CounterName is { } name)
        {
            var counters = file[name].ToArray<double>();
            _rule.Counters = (counters[0], counters[1]);
        }
    }

    private CoordinateRows<T> Rows(ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, Span<T> target) =>
        new(parameters, gradient, target) { First = Row(0), Second = Row(1), Third = Row(2) };

    private Span<T> Row(int index) => index < _carried.Length ? _carried[index] : default;
}
