using System.ComponentModel.DataAnnotations;
using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Learning.Models;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>AdamW: Adam with weight decay beside it, w ← w − η λ w − η m̂ / (√v̂ + ε).</summary>
/// <remarks>
/// Source: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019, Algorithm 2, with η as its schedule multiplier as PyTorch has it,
/// whose AdamW it agrees with but for rounding. Default η = 0.001. Parameters shrink where the gradient is zero. Its smoothed gradient is m.
/// </remarks>
public sealed record AdamWOptions() : UpdateRuleOptions(rate: 1e-3)
{
    /// <summary>β₁, how much of m is kept from step to step. Default 0.9.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)] public double FirstDecay { get; init; } = 0.9;

    /// <summary>β₂, how much of v is kept from step to step. Default 0.999.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)] public double SecondDecay { get; init; } = 0.999;

    /// <summary>ε, in loss per unit of parameter; positive. Default 1e-8.</summary>
    [Range(1e-37, 1e12)] public double Epsilon { get; init; } = 1e-8;

    /// <summary>λ, of which η λ is the share of each parameter that a step takes away. Default 0.01.</summary>
    [Range(0.0, 1e12)] public double WeightDecay { get; init; } = 0.01;

    internal override IUpdateRule<T> Make<T>(IReadOnlyList<ParameterGroup> groups, VectorWidth width) =>
        new CoordinateRule<T, AdamW<T>>(ParameterGroup.RequireCover(groups), new AdamW<T>(this), width);

    internal AdamOptions WithoutDecay => new() { Rate = Rate, FirstDecay = FirstDecay, SecondDecay = SecondDecay, Epsilon = Epsilon };
}

/// <summary>One coordinate of <see cref="AdamWOptions"/>.</summary>
internal struct AdamW<T>(AdamWOptions options) : ICoordinateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _decay = T.CreateTruncating(options.Rate * options.WeightDecay);
    private Adam<T> _adam = new(options.WithoutDecay);

    public static int Carries => 2;

    public static string[] CarriedNames => ["adam.first", "adam.second"];

    public static int Smoothed => 0;

    public static string CounterName => "adam.powers";

    public static bool ReadsParameters => true;

    public (double First, double Second) Counters { readonly get => _adam.Counters; set => _adam.Counters = value; }

    public readonly T Initial(int carried) => T.Zero;

    public void Count() => _adam.Count();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLanes Step<TLanes>(TLanes parameter, TLanes gradient, ref TLanes first, ref TLanes second, ref TLanes third)
        where TLanes : struct, ILanes<TLanes, T>
    {
        var step = _adam.Step(parameter, gradient, ref first, ref second, ref third);
        return (TLanes.Broadcast(_decay) * parameter) + step;
    }
}
