using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Engram.Learning.Models;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>A rule that is given the gradient clipped by value, coordinate by coordinate: clip(g, −bound, bound).</summary>
/// <remarks>PyTorch's <c>clip_grad_value_</c>. A NaN stays one. Its rate is that of the rule.</remarks>
public sealed record ValueClippingOptions() : UpdateRuleOptions(rate: 0)
{
    /// <summary>The rule. Default gradient descent.</summary>
    public UpdateRuleOptions Rule { get; init; } = new GradientDescentOptions();

    /// <summary>The largest partial derivative that passes unchanged, in loss per unit of parameter. Default 1.</summary>
    [Range(0.0, double.PositiveInfinity, MinimumIsExclusive = true)] public double Bound { get; init; } = 1;

    /// <inheritdoc/>
    public override double Rate
    {
        get => Rule.Rate;
        init => Rule = Rule with { Rate = value };
    }

    internal override IEnumerable<string> Faults() => base.Faults().Concat(Rule.Faults());

    internal override IUpdateRule<T> Make<T>(IReadOnlyList<ParameterGroup> groups, VectorWidth width) =>
        ChangedGradient.Of(Rule.Create<T>(groups, width), new Change<T>(T.CreateTruncating(Bound)), width);

    private readonly struct Change<T>(T bound) : IGradientChange<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Apply(ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, Span<T> changed, VectorWidth width) =>
            Clipping.ByValue(gradient, bound, changed, width);
    }
}
