using System.ComponentModel.DataAnnotations;
using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Learning.Models;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>What is done about the moments of Adam being means over a past that began with zeros.</summary>
public enum BiasCorrection
{
    /// <summary>Both moments are corrected: m/(1 − β₁ᵗ) and v/(1 − β₂ᵗ). Kingma and Ba's Algorithm 1; PyTorch.</summary>
    Moments,

    /// <summary>The rate is corrected, η √(1 − β₂ᵗ)/(1 − β₁ᵗ), and ε is added to √v as it is. Kingma and Ba, end of section 2; TensorFlow.</summary>
    Rate,

    /// <summary>Nothing: the first steps are short.</summary>
    None,
}

/// <summary>Adam: w ← w − η m̂ / (√v̂ + ε) with m ← β₁m + (1 − β₁)g and v ← β₂v + (1 − β₂)g²; the gradient g is not clipped.</summary>
/// <remarks>
/// Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, Algorithm 1. Default η = 0.001: about the largest move of a
/// parameter per step. β₁ᵗ and β₂ᵗ by repeated multiplication: a power function would be another machine's bits. Agrees with PyTorch's Adam but
/// for rounding. Its smoothed gradient is m.
/// </remarks>
public sealed record AdamOptions() : UpdateRuleOptions(rate: 1e-3)
{
    /// <summary>β₁, how much of m is kept from step to step. Default 0.9.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)] public double FirstDecay { get; init; } = 0.9;

    /// <summary>β₂, how much of v is kept from step to step. Default 0.999.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)] public double SecondDecay { get; init; } = 0.999;

    /// <summary>ε, in loss per unit of parameter; positive, so that a coordinate without gradient does not move. Default 1e-8.</summary>
    [Range(1e-37, 1e12)] public double Epsilon { get; init; } = 1e-8;

    /// <summary>What is done about the beginning. Default: both moments are corrected.</summary>
    public BiasCorrection Correction { get; init; } = BiasCorrection.Moments;

    /// <summary>The form in which the authors of the memory of learning rates (Meier, Kappler, Schaal 2018) update a memory, in their published code.</summary>
    /// <param name="rate">ξ, the memory's own rate.</param>
    public static AdamOptions ForMemory(double rate) => new() { Rate = rate, Correction = BiasCorrection.Rate };

    /// <summary>The form in which they make Adam the base of a memory: the bare direction m / (√v + ε), which the memory's rates multiply.</summary>
    public static AdamOptions ForBase { get; } = new() { Rate = 1, Correction = BiasCorrection.None };

    internal override IUpdateRule<T> Make<T>(IReadOnlyList<ParameterGroup> groups, VectorWidth width) =>
        new CoordinateRule<T, Adam<T>>(ParameterGroup.RequireCover(groups), new Adam<T>(this), width);
}

/// <summary>One coordinate of <see cref="AdamOptions"/>.</summary>
internal struct Adam<T>(AdamOptions options) : ICoordinateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AdamOptions _options = options;
    private readonly T _firstDecay = T.CreateTruncating(options.FirstDecay);
    private readonly T _firstShare = T.CreateTruncating(1 - options.FirstDecay);
    private readonly T _secondDecay = T.CreateTruncating(options.SecondDecay);
    private readonly T _secondShare = T.CreateTruncating(1 - options.SecondDecay);
    private readonly T _epsilon = T.CreateTruncating(options.Epsilon);
    private (double First, double Second) _powers = (1, 1); // β₁ᵗ and β₂ᵗ
    private T _rate;
    private T _scale;

    public static int Carries => 2;

    public static string[] CarriedNames => ["adam.first", "adam.second"];

    public static int Smoothed => 0;

    public static string CounterName => "adam.powers";

    public static bool ReadsParameters => false;

    public (double First, double Second) Counters { readonly get => _powers; set => _powers = value; }

    public readonly T Initial(int carried) => T.Zero;

    public void Count()
    {
        _powers = (_powers.First * _options.FirstDecay, _powers.Second * _options.SecondDecay);
        var (first, second) = (1 - _powers.First, Math.Sqrt(1 - _powers.Second));
        var (rate, scale) = _options.Correction switch
        {
            BiasCorrection.Moments => (_options.Rate / first, 1 / second),
            BiasCorrection.Rate => (_options.Rate * second / first, 1.0),
            _ => (_options.Rate, 1.0),
        };
        (_rate, _scale) = (T.CreateTruncating(rate), T.CreateTruncating(scale));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLanes Step<TLanes>(TLanes parameter, TLanes gradient, ref TLanes first, ref TLanes second, ref TLanes third)
        where TLanes : struct, ILanes<TLanes, T>
    {
        first = (TLanes.Broadcast(_firstDecay) * first) + (TLanes.Broadcast(_firstShare) * gradient);
        second = (TLanes.Broadcast(_secondDecay) * second) + (TLanes.Broadcast(_secondShare) * gradient * gradient);
        return TLanes.Broadcast(_rate) * first / ((TLanes.Broadcast(_scale) * TLanes.SquareRoot(second)) + TLanes.Broadcast(_epsilon));
    }
}
