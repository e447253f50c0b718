using System.ComponentModel.DataAnnotations;
using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Learning.Models;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>AdaGrad: s ← s + g² and w ← w − ηₜ g / (√s + ε), ηₜ = η / (1 + (t − 1) δ): coordinates that moved much move less.</summary>
/// <remarks>
/// Source: Duchi, Hazan, Singer, "Adaptive subgradient methods for online learning and stochastic optimization", JMLR 12, 2011, section 1.1, diagonal
/// form; ε and the decay δ are PyTorch's, whose Adagrad it agrees with but for rounding. Default η = 0.01. Keeps no mean of gradients.
/// </remarks>
public sealed record AdaGradOptions() : UpdateRuleOptions(rate: 0.01)
{
    /// <summary>δ, how fast the rate falls with the steps. Default 0.</summary>
    [Range(0.0, 1e12)] public double RateDecay { get; init; }

    /// <summary>What s begins with, in squared gradient. Default 0.</summary>
    [Range(0.0, 1e12)] public double InitialSum { get; init; }

    /// <summary>ε, in loss per unit of parameter; positive, so that a coordinate without gradient does not move. Default 1e-10.</summary>
    [Range(1e-37, 1e12)] public double Epsilon { get; init; } = 1e-10;

    internal override IUpdateRule<T> Make<T>(IReadOnlyList<ParameterGroup> groups, VectorWidth width) =>
        new CoordinateRule<T, AdaGrad<T>>(ParameterGroup.RequireCover(groups), new AdaGrad<T>(this), width);
}

/// <summary>One coordinate of <see cref="AdaGradOptions"/>.</summary>
internal struct AdaGrad<T>(AdaGradOptions options) : ICoordinateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly (double Rate, double Decay) _schedule = (options.Rate, options.RateDecay);
    private readonly T _epsilon = T.CreateTruncating(options.Epsilon);
    private readonly T _initial = T.CreateTruncating(options.InitialSum);
    private double _steps;
    private T _rate;

    public static int Carries => 1;

    public static string[] CarriedNames => ["adagrad.sum"];

    public static int Smoothed => -1;

    public static string CounterName => "adagrad.steps";

    public static bool ReadsParameters => false;

    public (double First, double Second) Counters { readonly get => (_steps, 0); set => _steps = value.First; }

    public readonly T Initial(int carried) => _initial;

    public void Count()
    {
        _rate = T.CreateTruncating(_schedule.Rate / (1 + (_steps * _schedule.Decay)));
        _steps++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLanes Step<TLanes>(TLanes parameter, TLanes gradient, ref TLanes first, ref TLanes second, ref TLanes third)
        where TLanes : struct, ILanes<TLanes, T>
    {
        first += gradient * gradient;
        return TLanes.Broadcast(_rate) * gradient / (TLanes.SquareRoot(first) + TLanes.Broadcast(_epsilon));
    }
}
