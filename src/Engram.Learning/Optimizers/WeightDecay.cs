using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Engram.Learning.Models;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>A rule that is given g + λ w: the gradient of the loss with ½ λ ‖w‖² added, L2 regularization.</summary>
/// <remarks>
/// The <c>weight_decay</c> of PyTorch's optimizers, AdamW's excepted: for a rule that scales its gradients it is another method than
/// <see cref="AdamWOptions"/>. Parameters shrink where the gradient is zero. Its rate is that of the rule.
/// </remarks>
public sealed record WeightDecayOptions() : UpdateRuleOptions(rate: 0)
{
    /// <summary>The rule. Default gradient descent.</summary>
    public UpdateRuleOptions Rule { get; init; } = new GradientDescentOptions();

    /// <summary>λ, in loss per squared parameter. Default 0.0001.</summary>
    [Range(0.0, 1e12)] public double Decay { get; init; } = 1e-4;

    /// <inheritdoc/>
    public override double Rate
    {
        get => Rule.Rate;
        init => Rule = Rule with { Rate = value };
    }

    internal override IEnumerable<string> Faults() => base.Faults().Concat(Rule.Faults());

    internal override IUpdateRule<T> Make<T>(IReadOnlyList<ParameterGroup> groups, VectorWidth width) =>
        ChangedGradient.Of(Rule.Create<T>(groups, width), new Change<T>(T.CreateTruncating(Decay)), width);

    private readonly struct Change<T>(T decay) : IGradientChange<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Apply(ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, Span<T> changed, VectorWidth width)
        {
            Pointwise.Combine<T, Product<T>>(parameters, 1, [decay], 0, changed, width);
            Pointwise.Combine<T, Sum<T>>(gradient, 1, changed, 1, changed, width);
        }
    }
}
