using System.ComponentModel.DataAnnotations;
using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Learning.Models;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>
/// AdaDelta: v ← ρ v + (1 − ρ) g², d = √(u + ε) / √(v + ε) · g, u ← ρ u + (1 − ρ) d² and w ← w − η d: steps in the unit of the parameters.
/// </summary>
/// <remarks>
/// Source: Zeiler, "ADADELTA: an adaptive learning rate method", arXiv:1212.5701, Algorithm 1, which is η = 1, the default. Agrees with PyTorch's
/// Adadelta but for rounding. It sets out slowly, because u begins at zero. Keeps no mean of gradients.
/// </remarks>
public sealed record AdaDeltaOptions() : UpdateRuleOptions(rate: 1)
{
    /// <summary>ρ, how much of u and v is kept from step to step. Default 0.9.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)] public double Decay { get; init; } = 0.9;

    /// <summary>ε, positive. Default 1e-6; the first step is about √ε long.</summary>
    [Range(1e-37, 1e12)] public double Epsilon { get; init; } = 1e-6;

    internal override IUpdateRule<T> Make<T>(IReadOnlyList<ParameterGroup> groups, VectorWidth width) =>
        new CoordinateRule<T, AdaDelta<T>>(ParameterGroup.RequireCover(groups), new AdaDelta<T>(this), width);
}

/// <summary>One coordinate of <see cref="AdaDeltaOptions"/>.</summary>
internal struct AdaDelta<T>(AdaDeltaOptions options) : ICoordinateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _rate = T.CreateTruncating(options.Rate);
    private readonly T _decay = T.CreateTruncating(options.Decay);
    private readonly T _share = T.CreateTruncating(1 - options.Decay);
    private readonly T _epsilon = T.CreateTruncating(options.Epsilon);

    public static int Carries => 2;

    public static string[] CarriedNames => ["adadelta.gradients", "adadelta.steps"];

    public static int Smoothed => -1;

    public static string? CounterName => null;

    public static bool ReadsParameters => false;

    public (double First, double Second) Counters { readonly get => default; set => _ = value; }

    public readonly T Initial(int carried) => T.Zero;

    public readonly void Count()
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLanes Step<TLanes>(TLanes parameter, TLanes gradient, ref TLanes first, ref TLanes second, ref TLanes third)
        where TLanes : struct, ILanes<TLanes, T>
    {
        var (decay, share, epsilon) = (TLanes.Broadcast(_decay), TLanes.Broadcast(_share), TLanes.Broadcast(_epsilon));
        first = (decay * first) + (share * gradient * gradient);
        var step = TLanes.SquareRoot(second + epsilon) / TLanes.SquareRoot(first + epsilon) * gradient;
        second = (decay * second) + (share * step * step);
        return TLanes.Broadcast(_rate) * step;
    }
}
