using Engram.Learning.Memory;
using Engram.Learning.Models;
using Engram.Learning.Optimizers;
using Engram.Numerics.Random;

namespace Engram.Learning.Tests.Optimizers;

/// <summary>How a sample of each rule is built, and what it says of itself. A rule without an entry joins with its default settings, alone among parameters.</summary>
internal static class RuleSamples
{
    private static readonly LearningRateMemoryOptions Memory = new() { Centres = 100, GradientBound = 10, MemoryRate = 1e-3, InitialRate = 1e-3 };

    private static readonly Dictionary<string, UpdateRuleOptions> Written = new()
    {
        ["GradientDescent"] = new GradientDescentOptions { Rate = 1e-3, GradientBound = 10 },
        ["Momentum"] = new MomentumOptions { Rate = 5e-4 },
        ["Momentum, dampened"] = new MomentumOptions { Rate = 7e-4, Momentum = 0.9, Dampening = 0.5 },
        ["Nesterov"] = new NesterovOptions { Rate = 1e-4 },
        ["AdaGrad"] = new AdaGradOptions { Rate = 0.5 },
        ["AdaGrad, decaying"] = new AdaGradOptions { Rate = 0.5, RateDecay = 1e-3, InitialSum = 0.1 },
        ["AdaDelta"] = new AdaDeltaOptions { Decay = 0.95, Epsilon = 1e-5 },
        ["RmsProp"] = new RmsPropOptions(),
        ["RmsProp, centred"] = new RmsPropOptions { Decay = 0.9, IsCentred = true, Rate = 2e-3, Epsilon = 1e-2 },
        ["RmsProp, with momentum"] = new RmsPropOptions { Rate = 5e-3, Momentum = 0.5 },
        ["Adam"] = new AdamOptions { Rate = 0.02 },
        ["Adam, in the memory's form"] = AdamOptions.ForMemory(0.02),
        ["AdamW"] = new AdamWOptions { Rate = 0.02 },
        ["Rprop"] = new RpropOptions(),
        ["HypergradientDescent"] = new HypergradientDescentOptions { Rule = new GradientDescentOptions { Rate = 1, GradientBound = 10 }, HyperRate = 1e-7 },
        ["HypergradientDescent of Adam"] = new HypergradientDescentOptions { Rule = new AdamOptions { Rate = 1 }, Rate = 0.01, HyperRate = 1e-6 },
        ["NormClipping"] = new NormClippingOptions { Rule = new AdamOptions { Rate = 0.02 }, Bound = 3 },
        ["ValueClipping"] = new ValueClippingOptions { Rule = new NesterovOptions { Rate = 1e-4 }, Bound = 100 },
        ["WeightDecay"] = new WeightDecayOptions { Rule = new AdamOptions { Rate = 0.02 } },
        ["MetaGradientDescent"] = new MetaGradientDescentOptions { Memory = Memory },
        ["MetaGradientDescent, memory by Adam"] = new MetaGradientDescentOptions { Memory = Memory with { Updater = AdamOptions.ForMemory(1e-3) } },
        ["MetaGradientDescent, by sign"] = new MetaGradientDescentOptions { Memory = Memory with { Signal = AgreementSignal.Sign } },
        ["NormClipping, over memories"] = new NormClippingOptions { Rule = new MetaGradientDescentOptions { Memory = Memory }, Bound = 3 },
        ["RuleWithMemory"] = new RuleWithMemoryOptions { Memory = Memory with { Updater = AdamOptions.ForMemory(1e-3) } },
        ["RuleWithMemory, over momentum"] = new RuleWithMemoryOptions { Base = new MomentumOptions { Rate = 0.1 }, Memory = Memory },
    };

    /// <summary>Rules whose parameters decide together, group or no group.</summary>
    private static readonly Type[] OneForAll = [typeof(NormClippingOptions), typeof(HypergradientDescentOptions)];

    /// <summary>Rules that take from the parameters themselves.</summary>
    private static readonly Type[] Shrinking = [typeof(AdamWOptions), typeof(WeightDecayOptions)];

    /// <summary>The settings of every rule there is.</summary>
    public static IReadOnlyList<Type> Kinds { get; } =
        [.. typeof(UpdateRuleOptions).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(UpdateRuleOptions)))];

    /// <summary>The samples by name.</summary>
    public static IReadOnlyDictionary<string, UpdateRuleOptions> All { get; } = Written
        .Concat(Kinds.Except(Written.Values.Select(sample => sample.GetType()))
            .Select(kind => KeyValuePair.Create(kind.Name, (UpdateRuleOptions)Activator.CreateInstance(kind)!)))
        .ToDictionary();

    public static bool IsOneForAll(UpdateRuleOptions sample) => OneForAll.Contains(sample.GetType());

    public static bool IsShrinking(UpdateRuleOptions sample) => Shrinking.Contains(sample.GetType());

    public static bool HasMemories(UpdateRuleOptions sample) => sample.Create<double>(1) is IRemembersRates<double>;

    /// <summary>The sample as the base of a memory: it says the direction.</summary>
    public static UpdateRuleOptions AsBase(UpdateRuleOptions sample) =>
        new RuleWithMemoryOptions { Base = sample with { Rate = 1 }, Memory = Memory };

    /// <summary>The sample as the updater of a memory.</summary>
    public static UpdateRuleOptions AsUpdater(UpdateRuleOptions sample) =>
        new MetaGradientDescentOptions { Memory = Memory with { Updater = sample with { Rate = 1e-3 } } };

    public static ParameterGroup[] One(int dimension) => [new("all", 0, dimension)];

    /// <summary>Steps down a bowl with noise that depends on the step and the coordinate only.</summary>
    public static double[] Walk(IUpdateRule<double> rule, int steps, int from = 0, int offset = 0, double[]? start = null)
    {
        var optimizer = new Optimizer<double>(rule);
        var w = start?.ToArray() ?? Start(rule.Dimension, offset);
        for (var step = from; step < from + steps; step++)
        {
            optimizer.Step(w, Gradient(step, offset, w));
        }

        return w;
    }

    /// <summary>The same walk in single precision.</summary>
    public static float[] WalkSingle(IUpdateRule<float> rule, int steps, int from = 0, float[]? start = null)
    {
        var optimizer = new Optimizer<float>(rule);
        var w = start?.ToArray() ?? [.. Start(rule.Dimension, 0).Select(value => (float)value)];
        for (var step = from; step < from + steps; step++)
        {
            optimizer.Step(w, [.. Gradient(step, 0, [.. w.Select(value => (double)value)]).Select(value => (float)value)]);
        }

        return w;
    }

    private static double[] Start(int dimension, int offset) => [.. Enumerable.Range(offset, dimension).Select(index => Math.Cos(index))];

    private static double[] Gradient(int step, int offset, double[] w) =>
        [.. w.Select((value, index) => (2 * value) + RandomStream.FromSeed((ulong)((step * 1000) + offset + index)).NextNormal())];
}
