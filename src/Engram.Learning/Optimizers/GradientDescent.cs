using System.ComponentModel.DataAnnotations;
using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Learning.Models;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>Gradient descent: w ← w − η clip(∂L/∂w, −g, g), clipped by value as the memory's baseline is in the authors' published code.</summary>
/// <remarks>Carries nothing. Default η = 0.01. PyTorch's SGD without momentum when nothing is clipped.</remarks>
public sealed record GradientDescentOptions() : UpdateRuleOptions(rate: 0.01)
{
    /// <summary>g, positive, in loss per unit of parameter; +∞ (the default) does not clip.</summary>
    [Range(0.0, double.PositiveInfinity, MinimumIsExclusive = true)] public double GradientBound { get; init; } = double.PositiveInfinity;

    internal override IUpdateRule<T> Make<T>(IReadOnlyList<ParameterGroup> groups, VectorWidth width) =>
        new CoordinateRule<T, GradientDescent<T>>(ParameterGroup.RequireCover(groups), new GradientDescent<T>(this), width);
}

/// <summary>One coordinate of <see cref="GradientDescentOptions"/>.</summary>
internal struct GradientDescent<T>(GradientDescentOptions options) : ICoordinateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _rate = T.CreateTruncating(options.Rate);
    private readonly T _bound = T.CreateTruncating(options.GradientBound);

    public static int Carries => 0;

    public static string[] CarriedNames => [];

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
        where TLanes : struct, ILanes<TLanes, T> => TLanes.Broadcast(_rate) * Clipping.Clip<T, TLanes>(gradient, TLanes.Broadcast(_bound));
}
