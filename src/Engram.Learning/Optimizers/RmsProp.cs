using System.ComponentModel.DataAnnotations;
using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Learning.Models;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>RMSprop: v ← α v + (1 − α) g² and w ← w − η g / (√v + ε), with momentum b ← μ b + g / (√v + ε) and w ← w − η b if asked for.</summary>
/// <remarks>
/// Source: Tieleman and Hinton, "Lecture 6.5: rmsprop", Coursera 2012; centred, v − m² in the place of v with m ← α m + (1 − α) g, as in Graves,
/// arXiv:1308.0850, section 4.2. Agrees with PyTorch's RMSprop but for rounding, and but for one thing: v − m² is never taken below zero, where
/// PyTorch has NaN when a constant gradient makes rounding show. Default η = 0.01. With momentum it rolls on where the gradient is zero. Keeps no
/// mean of gradients that a memory could be asked with: b is one of directions.
/// </remarks>
public sealed record RmsPropOptions() : UpdateRuleOptions(rate: 0.01)
{
    /// <summary>α, how much of v and m is kept from step to step. Default 0.99.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)] public double Decay { get; init; } = 0.99;

    /// <summary>ε, in loss per unit of parameter; positive, so that a coordinate without gradient does not move. Default 1e-8.</summary>
    [Range(1e-37, 1e12)] public double Epsilon { get; init; } = 1e-8;

    /// <summary>μ, how much of b is kept from step to step. Default 0: no momentum.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)] public double Momentum { get; init; }

    /// <summary>Whether the variance v − m² takes the place of v. Default no.</summary>
    public bool IsCentred { get; init; }

    internal override IUpdateRule<T> Make<T>(IReadOnlyList<ParameterGroup> groups, VectorWidth width)
    {
        var dimension = ParameterGroup.RequireCover(groups);
        return IsCentred || Momentum > 0
            ? new CoordinateRule<T, CentredRmsProp<T>>(dimension, new CentredRmsProp<T>(this), width)
            : new CoordinateRule<T, RmsProp<T>>(dimension, new RmsProp<T>(this), width);
    }
}

/// <summary>One coordinate of <see cref="RmsPropOptions"/> in its plain form, which carries only v.</summary>
internal struct RmsProp<T>(RmsPropOptions options) : ICoordinateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _rate = T.CreateTruncating(options.Rate);
    private readonly T _decay = T.CreateTruncating(options.Decay);
    private readonly T _share = T.CreateTruncating(1 - options.Decay);
    private readonly T _epsilon = T.CreateTruncating(options.Epsilon);

    public static int Carries => 1;

    public static string[] CarriedNames => ["rmsprop.square"];

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
        first = (TLanes.Broadcast(_decay) * first) + (TLanes.Broadcast(_share) * gradient * gradient);
        return TLanes.Broadcast(_rate) * gradient / (TLanes.SquareRoot(first) + TLanes.Broadcast(_epsilon));
    }
}

/// <summary>One coordinate of <see cref="RmsPropOptions"/> with all that may be asked for.</summary>
internal struct CentredRmsProp<T>(RmsPropOptions options) : ICoordinateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _rate = T.CreateTruncating(options.Rate);
    private readonly T _decay = T.CreateTruncating(options.Decay);
    private readonly T _share = T.CreateTruncating(1 - options.Decay);
    private readonly T _epsilon = T.CreateTruncating(options.Epsilon);
    private readonly T _momentum = T.CreateTruncating(options.Momentum);
    private readonly T _centred = T.CreateTruncating(options.IsCentred ? 1 : 0);

    public static int Carries => 3;

    public static string[] CarriedNames => ["rmsprop.square", "rmsprop.mean", "rmsprop.velocity"];

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
        var (decay, share, zero) = (TLanes.Broadcast(_decay), TLanes.Broadcast(_share), TLanes.Broadcast(T.Zero));
        first = (decay * first) + (share * gradient * gradient);
        second = (decay * second) + (share * gradient);
        var variance = first - (TLanes.Broadcast(_centred) * second * second);
        variance = TLanes.WhereLess(variance, zero, zero, variance);
        third = (TLanes.Broadcast(_momentum) * third) + (gradient / (TLanes.SquareRoot(variance) + TLanes.Broadcast(_epsilon)));
        return TLanes.Broadcast(_rate) * third;
    }
}
