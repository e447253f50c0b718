using System.ComponentModel.DataAnnotations;
using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Learning.Models;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>Momentum, the heavy ball: b ← μ b + (1 − τ) g and w ← w − η b, where the first b is the first gradient g itself.</summary>
/// <remarks>
/// Source: Polyak, "Some methods of speeding up the convergence of iteration methods", 1964, in the form of PyTorch's SGD, which it agrees with but
/// for rounding: η stands outside b, so that a new rate acts at once, and dampening τ leaves the first step alone. Default η = 0.01. Where the
/// gradient is zero it rolls on. Its smoothed gradient is b.
/// </remarks>
public sealed record MomentumOptions() : UpdateRuleOptions(rate: 0.01)
{
    /// <summary>μ, how much of b is kept from step to step. Default 0.9; a step is then up to ten times as far.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)] public double Momentum { get; init; } = 0.9;

    /// <summary>τ, how much of each gradient but the first is left out. Default 0.</summary>
    [Range(0.0, 1.0)] public double Dampening { get; init; }

    internal override IUpdateRule<T> Make<T>(IReadOnlyList<ParameterGroup> groups, VectorWidth width) =>
        new CoordinateRule<T, Momentum<T>>(ParameterGroup.RequireCover(groups), new Momentum<T>(this), width);
}

/// <summary>One coordinate of <see cref="MomentumOptions"/>.</summary>
internal struct Momentum<T>(MomentumOptions options) : ICoordinateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _rate = T.CreateTruncating(options.Rate);
    private readonly T _momentum = T.CreateTruncating(options.Momentum);
    private readonly T _laterShare = T.CreateTruncating(1 - options.Dampening);
    private T _share;
    private bool _started;

    public static int Carries => 1;

    public static string[] CarriedNames => ["momentum.velocity"];

    public static int Smoothed => 0;

    public static string CounterName => "momentum.started";

    public static bool ReadsParameters => false;

    public (double First, double Second) Counters { readonly get => (_started ? 1 : 0, 0); set => _started = value.First != 0; }

    public readonly T Initial(int carried) => T.Zero;

    public void Count() => (_share, _started) = (_started ? _laterShare : T.One, true);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLanes Step<TLanes>(TLanes parameter, TLanes gradient, ref TLanes first, ref TLanes second, ref TLanes third)
        where TLanes : struct, ILanes<TLanes, T>
    {
        first = (TLanes.Broadcast(_momentum) * first) + (TLanes.Broadcast(_share) * gradient);
        return TLanes.Broadcast(_rate) * first;
    }
}
