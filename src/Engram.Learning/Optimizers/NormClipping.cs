using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Engram.Learning.Models;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>A rule that is given the gradient shortened to a largest length: g · min(1, bound / (‖g‖₂ + 1e-6)), ‖g‖₂ over all parameters.</summary>
/// <remarks>
/// Source: Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks", ICML 2013, Algorithm 1; the 1e-6 is that of PyTorch's
/// <c>clip_grad_norm_</c>, with which it agrees but for rounding. The squares are added in an order that only D decides, so that the bits are the same
/// on every machine. Parameters are no longer alone: two halves are not one whole. An infinite or NaN partial derivative becomes NaN and stays visible;
/// the norm is formed in the precision of the gradient: above 1e19 in single precision its square is infinite, and such a gradient is shortened to
/// nothing. Its rate is that of the rule.
/// </remarks>
public sealed record NormClippingOptions() : UpdateRuleOptions(rate: 0)
{
    private const double Epsilon = 1e-6;

    /// <summary>The rule. Default gradient descent.</summary>
    public UpdateRuleOptions Rule { get; init; } = new GradientDescentOptions();

    /// <summary>The largest norm that passes unchanged, in loss per unit of parameter. Default 1.</summary>
    [Range(0.0, 1e30, MinimumIsExclusive = true)] public double Bound { get; init; } = 1;

    /// <inheritdoc/>
    public override double Rate
    {
        get => Rule.Rate;
        init => Rule = Rule with { Rate = value };
    }

    internal override IEnumerable<string> Faults() => base.Faults().Concat(Rule.Faults());

    internal override IUpdateRule<T> Make<T>(IReadOnlyList<ParameterGroup> groups, VectorWidth width) =>
        ChangedGradient.Of(Rule.Create<T>(groups, width), new Change<T>(Bound), width);

    private readonly struct Change<T>(double bound) : IGradientChange<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Apply(ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, Span<T> changed, VectorWidth width)
        {
            Span<T> sum = stackalloc T[1];
            Pointwise.Map<T, Square<T>>(gradient, changed, width);
            Reduction.Fold<T, Sum<T>>(changed, sum, outer: 1, gradient.Length, inner: 1, width);
            var share = bound / (Math.Sqrt(double.CreateTruncating(sum[0])) + Epsilon);
            Pointwise.Combine<T, Product<T>>(gradient, 1, [T.CreateTruncating(share < 1 ? share : double.IsNaN(share) ? share : 1)], 0, changed, width);
        }
    }
}
