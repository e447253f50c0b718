using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Engram.Learning.Models;
using Engram.Numerics.Kernels;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Optimizers;

/// <summary>Hypergradient descent: one rate that descends the loss too, αₜ = αₜ₋₁ + β gₜ · dₜ₋₁ and w ← w − αₜ dₜ with d the direction of a rule.</summary>
/// <remarks>
/// Source: Baydin, Cornish, Rubio, Schmidt, Wood, "Online learning rate adaptation with hypergradient descent", ICLR 2018, Algorithms 4 to 6: ∂L/∂α of
/// the step before is −gₜ · dₜ₋₁. Over gradient descent it is their SGD-HD, over <see cref="NesterovOptions"/> SGDN-HD, over <see cref="AdamOptions"/>
/// Adam-HD; over any other rule that goes η times as far at η times the rate it is the same idea. Give the rule the rate 1. Its own rate is α₀,
/// default 0.001. α may fall below zero, as in the paper: β is then too large. The product is summed in an order that only D decides. PyTorch has none.
/// </remarks>
public sealed record HypergradientDescentOptions() : UpdateRuleOptions(rate: 1e-3)
{
    /// <summary>The rule that says the direction. Default gradient descent at rate 1.</summary>
    public UpdateRuleOptions Rule { get; init; } = new GradientDescentOptions { Rate = 1 };

    /// <summary>β, the rate of the rate, in rate per squared length of the direction. Default 0.001.</summary>
    [Range(0.0, 1e12)] public double HyperRate { get; init; } = 1e-3;

    internal override IEnumerable<string> Faults() => base.Faults().Concat(Rule.Faults().Select(fault => $"Rule: {fault}"));

    internal override IUpdateRule<T> Make<T>(IReadOnlyList<ParameterGroup> groups, VectorWidth width) =>
        new HypergradientDescent<T>(Rule.Create<T>(groups, width), this, width);
}

/// <summary>The rule of <see cref="HypergradientDescentOptions"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class HypergradientDescent<T>(IUpdateRule<T> rule, HypergradientDescentOptions options, VectorWidth width) : IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string DirectionName = "hypergradient.direction";
    private const string RateName = "hypergradient.rate";

    private readonly T[] _direction = new T[rule.Dimension];
    private double _rate = options.Rate;

    public int Dimension => rule.Dimension;

    public ReadOnlySpan<T> SmoothedGradient => rule.SmoothedGradient;

    public void Propose(ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradient, Span<T> step)
    {
        ProposalSpans.Require(Dimension, parameters, gradient, step);
        Span<T> agreement = stackalloc T[1];
        Pointwise.Combine<T, Product<T>>(gradient, 1, _direction, 1, step, width);
        Reduction.Fold<T, Sum<T>>(step, agreement, outer: 1, step.Length, inner: 1, width);
        var rate = _rate + (options.HyperRate * double.CreateTruncating(agreement[0]));
        rule.Propose(parameters, gradient, _direction);
        _rate = rate; // only now: a rule that refuses a gradient has changed nothing
        Pointwise.Combine<T, Product<T>>(_direction, 1, [T.CreateTruncating(_rate)], 0, step, width);
    }

    public void BeginTask()
    {
        _direction.AsSpan().Clear();
        _rate = options.Rate;
        rule.BeginTask();
    }

    public void SaveState(SafeTensorsBuilder file)
    {
        file.Add<T>(DirectionName, _direction).Add<double>(RateName, [_rate]);
        rule.SaveState(file);
    }

    public void LoadState(SafeTensorsFile file)
    {
        file[DirectionName].CopyTo<T>(_direction);
        _rate = file[RateName].ToArray<double>()[0];
        rule.LoadState(file);
    }
}
