using System.ComponentModel.DataAnnotations;
using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Learning.Models;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>Rprop: each coordinate has a step of its own, which grows while the gradient keeps its sign and shrinks when it flips; its size does not count.</summary>
/// <remarks>
/// Same sign: Δ ← min(1.2 Δ, Δ_max). Flip: Δ ← max(0.5 Δ, Δ_min), and this once the coordinate does not move and its gradient is forgotten. Then
/// w ← w − sign(g) Δ. Source: Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning: the RPROP algorithm", 1993, in the
/// form iRprop⁻ (Igel and Hüsken, 2000) of PyTorch's Rprop, which it agrees with but for rounding and but for one thing: signs are compared, not
/// multiplied, so that tiny gradients do not vanish in a product. For gradients without noise only. Its rate is the first Δ, default 0.01. Keeps no mean
/// of gradients.
/// </remarks>
public sealed record RpropOptions() : UpdateRuleOptions(rate: 0.01)
{
    /// <summary>By what a step shrinks at a flip. Default 0.5.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)] public double Shrinkage { get; init; } = 0.5;

    /// <summary>By what a step grows while the sign stays. Default 1.2.</summary>
    [Range(1.0, 1e3)] public double Growth { get; init; } = 1.2;

    /// <summary>Δ_min, in parameters. Default 1e-6.</summary>
    [Range(0.0, 1e12)] public double SmallestStep { get; init; } = 1e-6;

    /// <summary>Δ_max, in parameters. Default 50.</summary>
    [Range(0.0, 1e12)] public double LargestStep { get; init; } = 50;

    internal override IEnumerable<string> Faults() => SmallestStep <= LargestStep
        ? base.Faults()
        : base.Faults().Append(FormattableString.Invariant($"SmallestStep {SmallestStep} must not be greater than LargestStep {LargestStep}."));

    internal override IUpdateRule<T> Make<T>(IReadOnlyList<ParameterGroup> groups, VectorWidth width) =>
        new CoordinateRule<T, Rprop<T>>(ParameterGroup.RequireCover(groups), new Rprop<T>(this), width);
}

/// <summary>One coordinate of <see cref="RpropOptions"/>.</summary>
internal struct Rprop<T>(RpropOptions options) : ICoordinateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _initial = T.CreateTruncating(options.Rate);
    private readonly T _shrinkage = T.CreateTruncating(options.Shrinkage);
    private readonly T _growth = T.CreateTruncating(options.Growth);
    private readonly T _smallest = T.CreateTruncating(options.SmallestStep);
    private readonly T _largest = T.CreateTruncating(options.LargestStep);

    public static int Carries => 2;

    public static string[] CarriedNames => ["rprop.step", "rprop.gradient"];

    public static int Smoothed => -1;

    public static string? CounterName => null;

    public static bool ReadsParameters => false;

    public (double First, double Second) Counters { readonly get => default; set => _ = value; }

    public readonly T Initial(int carried) => carried == 0 ? _initial : T.Zero;

    public readonly void Count()
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLanes Step<TLanes>(TLanes parameter, TLanes gradient, ref TLanes first, ref TLanes second, ref TLanes third)
        where TLanes : struct, ILanes<TLanes, T>
    {
        var (zero, one) = (TLanes.Broadcast(T.Zero), TLanes.Broadcast(T.One));
        var agreement = SignOf<T>.Of(gradient) * SignOf<T>.Of(second);
        var factor = TLanes.WhereLess(zero, agreement, TLanes.Broadcast(_growth), TLanes.WhereLess(agreement, zero, TLanes.Broadcast(_shrinkage), one));
        first *= factor;
        var (smallest, largest) = (TLanes.Broadcast(_smallest), TLanes.Broadcast(_largest));
        first = TLanes.WhereLess(largest, first, largest, TLanes.WhereLess(first, smallest, smallest, first));
        second = TLanes.WhereLess(agreement, zero, zero, gradient);
        return SignOf<T>.Of(second) * first;
    }
}
