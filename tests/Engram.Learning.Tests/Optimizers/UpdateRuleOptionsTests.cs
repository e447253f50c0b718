using System.ComponentModel.DataAnnotations;
using Engram.Learning.Memory;
using Engram.Learning.Optimizers;

namespace Engram.Learning.Tests.Optimizers;

public sealed class UpdateRuleOptionsTests
{
    [Fact]
    public void Settings_out_of_range_are_refused_all_at_once_and_say_what_is_allowed()
    {
        Assert.Equal(
            "FirstDecay is 1; it must be at least 0 and less than 1. Epsilon is 0; it must be at least 1E-37 and at most 1000000000000. "
            + "Correction is 7; it must be one of Moments, Rate, None. Rate is NaN; it must be at least 0 and at most 1000000000000.",
            Refusal(new AdamOptions { Rate = double.NaN, FirstDecay = 1, Epsilon = 0, Correction = (BiasCorrection)7 }));
        Assert.Equal(
            "GradientBound is 0; it must be greater than 0 and at most Infinity. Rate is Infinity; it must be at least 0 and at most 1000000000000.",
            Refusal(new GradientDescentOptions { Rate = double.PositiveInfinity, GradientBound = 0 }));
        Assert.Contains("SmallestStep 2 must not be greater than LargestStep 1.", Refusal(new RpropOptions { SmallestStep = 2, LargestStep = 1 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_of_a_rule_within_another_are_listed_too()
    {
        var message = Refusal(new RuleWithMemoryOptions
        {
            Base = new NormClippingOptions { Bound = -1, Rule = new MomentumOptions { Momentum = 1 } },
            Memory = new LearningRateMemoryOptions { Centres = 1, Updater = new AdamOptions { SecondDecay = -1 } },
        });
        foreach (var part in new[] { "Base: Bound is -1", "Base: Momentum is 1", "Centres", "Updater: SecondDecay is -1" })
        {
            Assert.Contains(part, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Groups_that_do_not_cover_and_no_parameters_at_all_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new AdamOptions().Create<float>([new("a", 0, 2), new("b", 3, 1)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamOptions().Create<float>(0));
    }

    [Fact]
    public void Gradient_descent_clips_like_any_rule_in_value_clipping()
    {
        var bounded = new GradientDescentOptions { Rate = 0.01, GradientBound = 0.5 };
        var wrapped = new ValueClippingOptions { Bound = 0.5, Rule = new GradientDescentOptions { Rate = 0.01 } };
        Assert.Equal(RuleSamples.Walk(wrapped.Create<double>(20), 20), RuleSamples.Walk(bounded.Create<double>(20), 20));
    }

    [Fact]
    public void A_changed_gradient_hides_no_memory()
    {
        var memories = new MetaGradientDescentOptions { Memory = new() { Centres = 10, GradientBound = 1 } };
        UpdateRuleOptions[] changed = [new NormClippingOptions { Rule = memories }, new ValueClippingOptions { Rule = memories },
            new WeightDecayOptions { Rule = new NormClippingOptions { Rule = memories } }];
        foreach (var rule in changed.Select(options => options.Create<float>(3)))
        {
            rule.Propose([1, 1, 1], [0.5f, 0.5f, 0.5f], new float[3]);
            var remembering = Assert.IsAssignableFrom<IRemembersRates<float>>(rule);
            Assert.Single(remembering.Memories);
            Assert.All(remembering.Rates.ToArray(), rate => Assert.True(rate > 0));
        }
        Assert.IsNotAssignableFrom<IRemembersRates<float>>(new NormClippingOptions().Create<float>(3));
    }

    // PyTorch 1.13 has NaN here after 22 steps in single precision: v − m² of a constant gradient is a rounding error of either sign.
    [Fact]
    public void A_constant_gradient_leaves_centred_rmsprop_with_numbers()
    {
        var optimizer = new Optimizer<float>(new RmsPropOptions { Rate = 1e-3, Decay = 0.5, IsCentred = true }.Create<float>(200));
        var w = new float[200];
        for (var step = 0; step < 200; step++)
        {
            optimizer.Step(w, [.. Enumerable.Range(0, 200).Select(index => 0.1f + (2.9f * index / 199))]);
        }

        Assert.All(w, value => Assert.True(float.IsFinite(value)));
    }

    // The base at rate 1 is the clipped gradient itself: then both ways to say MetaGD are the same method.
    [Fact]
    public void Gradient_descent_with_a_memory_is_MetaGD()
    {
        var memory = new LearningRateMemoryOptions { GradientBound = 2 };
        var over = new RuleWithMemoryOptions { Base = new GradientDescentOptions { Rate = 1 }, Memory = memory };
        Assert.Equal(
            RuleSamples.Walk(new MetaGradientDescentOptions { Memory = memory }.Create<double>(20), 30), RuleSamples.Walk(over.Create<double>(20), 30));
    }

    private static string Refusal(UpdateRuleOptions options) => Assert.Throws<ValidationException>(() => options.Create<double>(1)).Message;
}
