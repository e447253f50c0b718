using System.ComponentModel.DataAnnotations;
using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Learning.Models;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>Nesterov's accelerated gradient: b ← μ b + g and w ← w − η (g + μ b): momentum that looks one step ahead.</summary>
/// <remarks>
/// Source: Nesterov, "A method of solving a convex programming problem with convergence rate O(1/k²)", 1983, in the form of PyTorch's SGD with
/// <c>nesterov=True</c>, which it agrees with but for rounding. That form takes the gradient at w and not at w − η μ b: its w is the place looked ahead
/// to (Sutskever, Martens, Dahl, Hinton, ICML 2013, section 2.2, after a change of variables). Default η = 0.01. Where the gradient is zero it rolls on.
/// Its smoothed gradient is b.
/// </remarks>
public sealed record NesterovOptions() : UpdateRuleOptions(rate: 0.01)
{
    /// <summary>μ, how much of b is kept from step to step. Default 0.9.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)] public double Momentum { get; init; } = 0.9;

    internal override IUpdateRule<T> Make<T>(IReadOnlyList<ParameterGroup> groups, VectorWidth width) =>
        new CoordinateRule<T, Nesterov<T>>(ParameterGroup.RequireCover(groups), new Nesterov<T>(this), width);
}

/// <summary>One coordinate of <see cref="NesterovOptions"/>.</summary>
internal struct Nesterov<T>(NesterovOptions options) : ICoordinateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _rate = T.CreateTruncating(options.Rate);
    private readonly T _momentum = T.CreateTruncating(options.Momentum);

    public static int Carries => 1;

    public static string[] CarriedNames => ["nesterov.velocity"];

    public static int Smoothed => 0;

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
        var momentum = TLanes.Broadcast(_momentum);
        first = (momentum * first) + gradient;
        return TLanes.Broadcast(_rate) * (gradient + (momentum * first));
    }
}
