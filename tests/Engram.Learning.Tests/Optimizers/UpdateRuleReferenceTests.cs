using System.Globalization;
using System.Text.Json;
using Engram.Learning.Optimizers;

namespace Engram.Learning.Tests.Optimizers;

/// <summary>Fifty steps of every rule against update_rule_reference.py: PyTorch where it has the rule, else plain Python from the paper.</summary>
public sealed class UpdateRuleReferenceTests
{
    private const int D = 13;

    private static readonly JsonElement Reference =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Optimizers", "update_rule_reference.json"))).RootElement;

    private static readonly Dictionary<string, UpdateRuleOptions> Rules = new()
    {
        ["GradientDescent"] = new GradientDescentOptions { Rate = 0.05 },
        ["Momentum"] = new MomentumOptions { Rate = 0.02 },
        ["Momentum dampened"] = new MomentumOptions { Rate = 0.05, Momentum = 0.8, Dampening = 0.3 },
        ["Nesterov"] = new NesterovOptions { Rate = 0.02 },
        ["AdaGrad"] = new AdaGradOptions { Rate = 0.1 },
        ["AdaGrad decaying"] = new AdaGradOptions { Rate = 0.2, RateDecay = 0.05, InitialSum = 0.1, Epsilon = 1e-6 },
        ["AdaDelta"] = new AdaDeltaOptions(),
        ["AdaDelta slow"] = new AdaDeltaOptions { Rate = 0.5, Decay = 0.95, Epsilon = 1e-4 },
        ["RmsProp"] = new RmsPropOptions(),
        ["RmsProp centred"] = new RmsPropOptions { Decay = 0.9, IsCentred = true, Epsilon = 1e-6 },
        ["RmsProp with momentum"] = new RmsPropOptions { Rate = 0.005, Momentum = 0.5 },
        ["RmsProp centred with momentum"] = new RmsPropOptions { Rate = 0.002, Decay = 0.95, Momentum = 0.9, IsCentred = true, Epsilon = 1e-4 },
        ["Adam"] = new AdamOptions { Rate = 0.05 },
        ["Adam short"] = new AdamOptions { Rate = 0.02, FirstDecay = 0.5, SecondDecay = 0.9, Epsilon = 1e-3 },
        ["AdamW"] = new AdamWOptions { Rate = 0.05 },
        ["AdamW strong"] = new AdamWOptions { Rate = 0.02, FirstDecay = 0.8, SecondDecay = 0.99, Epsilon = 1e-6, WeightDecay = 0.5 },
        ["Rprop"] = new RpropOptions(),
        ["Rprop bounded"] = new RpropOptions { Rate = 0.1, Shrinkage = 0.4, Growth = 1.5, SmallestStep = 0.02, LargestStep = 0.2 },
        ["ValueClipping"] = new ValueClippingOptions { Rule = new MomentumOptions { Rate = 0.05, Momentum = 0.5 }, Bound = 0.7 },
        ["NormClipping"] = new NormClippingOptions { Rule = new GradientDescentOptions { Rate = 0.1 }, Bound = 0.5 },
        ["NormClipping of Adam"] = new NormClippingOptions { Rule = new AdamOptions { Rate = 0.05 }, Bound = 2 },
        ["WeightDecay"] = new WeightDecayOptions { Rule = new MomentumOptions { Rate = 0.02 }, Decay = 0.3 },
        ["WeightDecay of Adam"] = new WeightDecayOptions { Rule = new AdamOptions { Rate = 0.05 }, Decay = 0.1 },
        ["HypergradientDescent"] = new HypergradientDescentOptions { Rate = 0.01, HyperRate = 1e-4 },
        ["HypergradientDescent of Nesterov"] = new HypergradientDescentOptions { Rule = new NesterovOptions { Rate = 1 }, Rate = 0.005, HyperRate = 2e-6 },
        ["HypergradientDescent of Adam"] = new HypergradientDescentOptions { Rule = new AdamOptions { Rate = 1 }, Rate = 0.01, HyperRate = 1e-4 },
    };

    public static TheoryData<string> Doubles => [.. Reference.GetProperty("double").EnumerateObject().Select(rule => rule.Name)];

    public static TheoryData<string> Singles => [.. Reference.GetProperty("single").EnumerateObject().Select(rule => rule.Name)];

    [Fact]
    public void Every_rule_has_its_reference()
    {
        Assert.Equal(Rules.Keys.Order(), Doubles.Select(row => row.Data).Order());
        var withMemories = RuleSamples.Kinds.Where(kind => RuleSamples.HasMemories((UpdateRuleOptions)Activator.CreateInstance(kind)!)); // LiftNetworkTests
        Assert.Equal(RuleSamples.Kinds.Except(withMemories).Select(kind => kind.Name).Order(), Rules.Values.Select(rule => rule.GetType().Name).Distinct().Order());
    }

    [Theory, MemberData(nameof(Doubles))]
    public void In_double_precision(string name)
    {
        var optimizer = new Optimizer<double>(Rules[name].Create<double>(D));
        double[] w = [.. Enumerable.Range(0, D).Select(index => ((index * 7919 % 101) - 50) / 25.0)];
        Walk("double", name, 1e-13, () => w, step => optimizer.Step(w, Gradient(w, step)));
    }

    // PyTorch's own rounding against its own double precision is up to 8e-7.
    [Theory, MemberData(nameof(Singles))]
    public void In_single_precision(string name)
    {
        var optimizer = new Optimizer<float>(Rules[name].Create<float>(D));
        float[] w = [.. Enumerable.Range(0, D).Select(index => (float)(((index * 7919 % 101) - 50) / 25.0))];
        Walk(
            "single", name, 2e-6, () => [.. w.Select(value => (double)value)],
            step => optimizer.Step(w, [.. Gradient([.. w.Select(value => (double)value)], step).Select(value => (float)value)]));
    }

    // ∂L/∂α of a step w − α d is −g(w − α d) · d: the rate must move against it.
    [Fact]
    public void The_rate_of_hypergradient_descent_descends_the_loss_of_the_step_before()
    {
        var options = new HypergradientDescentOptions { Rate = 0.01, HyperRate = 1e-5 };
        double[] start = [.. Enumerable.Range(0, D).Select(index => ((index * 7919 % 101) - 50) / 25.0)];
        double[] After(double rate) => [.. start.Zip(Gradient(start, 0), (x, g) => x - (rate * g))];
        double Loss(double rate) => After(rate).Zip(Quadratic(After(rate)), (x, ax) => 0.5 * x * ax).Sum() + After(rate).Zip(Push(0), (x, c) => x * c).Sum();
        var slope = (Loss(0.01 + 1e-5) - Loss(0.01 - 1e-5)) / 2e-5;

        var (rule, step, w) = (options.Create<double>(D), new double[D], start.ToArray());
        rule.Propose(w, Gradient(w, 0), step);
        w = After(0.01);
        var symmetric = Symmetric(w).Zip(Push(0), (x, c) => x + c).ToArray();
        rule.Propose(w, symmetric, step);
        Assert.Equal(0.01 - (1e-5 * slope), step[0] / symmetric[0], 1e-9);
    }

    private static void Walk(string precision, string name, double tolerance, Func<double[]> parameters, Action<int> step)
    {
        var expected = Reference.GetProperty(precision).GetProperty(name);
        for (var t = 0; t < 50; t++)
        {
            step(t);
            if (expected.TryGetProperty((t + 1).ToString(CultureInfo.InvariantCulture), out var shown))
            {
                Assert.All(parameters().Zip(shown.EnumerateArray()), pair => Assert.Equal(pair.Second.GetDouble(), pair.First, tolerance));
            }
        }
    }

    private static double Entry(int row, int column) => ((((row * 7) + (column * 3)) % 11) - 5) / 40.0 + (row == column ? 1 + (row % 4) : 0);

    private static double[] Push(int t) => [.. Enumerable.Range(0, D).Select(index => ((((t * 31) + (index * 17)) % 23) - 11) / 10.0)];

    private static double[] Quadratic(double[] w) => [.. Enumerable.Range(0, D).Select(row => w.Select((value, column) => Entry(row, column) * value).Sum())];

    private static double[] Symmetric(double[] w) =>
        [.. Enumerable.Range(0, D).Select(row => w.Select((value, column) => (Entry(row, column) + Entry(column, row)) / 2 * value).Sum())];

    private static double[] Gradient(double[] w, int t) => [.. Quadratic(w).Zip(Push(t), (x, c) => x + c)];
}
