using Engram.Learning.Memory;
using Engram.Learning.Models;
using Engram.Learning.Optimizers;
using Engram.Numerics.Random;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Tests.Optimizers;

/// <summary>What every update rule keeps to. A new rule fails the first test until it has an entry below, and then meets all the others.</summary>
public sealed class UpdateRuleContract
{
    private static readonly LearningRateMemoryOptions Memory = new() { Centres = 100, GradientBound = 10, MemoryRate = 1e-3, InitialRate = 1e-3 };

    private static readonly Dictionary<string, UpdateRuleOptions> Samples = new()
    {
        ["GradientDescent"] = new GradientDescentOptions { Rate = 1e-3, GradientBound = 10 },
        ["Adam"] = new AdamOptions { Rate = 0.02 },
        ["MetaGradientDescent"] = new MetaGradientDescentOptions { Memory = Memory },
        ["MetaGradientDescent with memory-Adam"] = new MetaGradientDescentOptions { Memory = Memory with { Updater = AdamOptions.ForMemory(1e-3) } },
        ["MetaGradientDescent by sign"] = new MetaGradientDescentOptions { Memory = Memory with { Signal = AgreementSignal.Sign } },
        ["AdamWithMemory"] = new RuleWithMemoryOptions { Memory = Memory with { Updater = AdamOptions.ForMemory(1e-3) } },
    };

    // Rules that look at each coordinate alone: how parameters are grouped cannot matter to them.
    private static readonly string[] Coordinatewise = ["GradientDescent", "Adam"];

    public static TheoryData<string> Rules => [.. Samples.Keys];

    [Fact]
    public void Every_rule_of_the_assembly_is_under_contract()
    {
        var rules = typeof(UpdateRuleOptions).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(UpdateRuleOptions))).ToList();
        Assert.NotEmpty(rules);
        Assert.Equal(rules.Select(rule => rule.Name).Order(), Samples.Values.Select(sample => sample.GetType().Name).Distinct().Order());
        Assert.All(rules, rule => Assert.True(rule.IsSealed));
    }

    [Theory, MemberData(nameof(Rules))]
    public void Descends_a_bowl(string name)
    {
        var optimizer = new Optimizer<double>(Samples[name].Create<double>(One(3)));
        double[] x = [3, -2, 0.5];
        var before = x.Sum(value => value * value);
        for (var step = 0; step < 1500; step++)
        {
            optimizer.Step(x, [.. x.Select(value => 2 * value)]);
        }

        Assert.True(x.Sum(value => value * value) < 0.05 * before, $"ended at {string.Join(", ", x)}");
    }

    [Theory, MemberData(nameof(Rules))]
    public void Descends_the_banana_valley(string name)
    {
        var optimizer = new Optimizer<double>(Samples[name].Create<double>(Each(2)));
        double[] x = [1.5, -0.5];
        for (var step = 0; step < 1000; step++)
        {
            var slope = x[1] - (x[0] * x[0]);
            optimizer.Step(x, [(-2 * (1 - x[0])) - (400 * x[0] * slope), 200 * slope]);
        }

        var value = ((1 - x[0]) * (1 - x[0])) + (100 * (x[1] - (x[0] * x[0])) * (x[1] - (x[0] * x[0])));
        Assert.True(value < 0.5, $"from 756.5 only to {value}");
    }

    [Theory, MemberData(nameof(Rules))]
    public void A_zero_gradient_moves_nothing(string name)
    {
        var optimizer = new Optimizer<float>(Samples[name].Create<float>(One(4)));
        float[] w = [1, -2, 0, 4];
        for (var step = 0; step < 3; step++)
        {
            optimizer.Step(w, new float[4]);
        }

        Assert.Equal([1, -2, 0, 4], w);
    }

    [Theory, MemberData(nameof(Rules))]
    public void The_same_gradients_give_the_same_bits(string name) => Assert.Equal(Walk(Samples[name].Create<double>(One(20)), 40), Walk(Samples[name].Create<double>(One(20)), 40));

    [Theory, MemberData(nameof(Rules))]
    public void Grouping_matters_only_to_rules_that_share_what_they_learn(string name)
    {
        var whole = Walk(Samples[name].Create<double>(One(20)), 40);
        var halves = Walk(Samples[name].Create<double>([new("a", 0, 10), new("b", 10, 10)]), 40);
        Assert.Equal(Coordinatewise.Contains(name), whole.SequenceEqual(halves));
    }

    // Where memories are not shared, two learners side by side are one learner with two groups.
    [Theory, MemberData(nameof(Rules))]
    public void Groups_do_not_see_each_other(string name)
    {
        var together = Walk(Samples[name].Create<double>([new("a", 0, 12), new("b", 12, 8)]), 40);
        var first = Walk(Samples[name].Create<double>(One(12)), 40, offset: 0);
        var second = Walk(Samples[name].Create<double>(One(8)), 40, offset: 12);
        Assert.Equal(together, first.Concat(second));
    }

    [Theory, MemberData(nameof(Rules))]
    public void An_interrupted_run_continues_to_the_bit(string name)
    {
        var whole = Walk(Samples[name].Create<double>(One(20)), 40);
        var rule = Samples[name].Create<double>(One(20));
        var half = Walk(rule, 20);
        var file = new SafeTensorsBuilder();
        rule.SaveState(file);
        var resumed = Samples[name].Create<double>(One(20));
        resumed.LoadState(SafeTensorsFile.Parse(file.Build().ToBytes()));
        Assert.Equal(whole, Walk(resumed, 20, from: 20, start: half));
    }

    [Theory, MemberData(nameof(Rules))]
    public void A_new_task_is_begun_without_what_belonged_to_the_old_one(string name)
    {
        var rule = Samples[name].Create<double>(One(20));
        Walk(rule, 20);
        rule.BeginTask();
        var again = Samples[name].Create<double>(One(20));
        if (rule is IRemembersRates<double> memory)
        {
            MemoryCheckpoint.Of(memory.Memories, []).LoadInto(((IRemembersRates<double>)again).Memories); // what was learned stays, and only that
        }

        Assert.Equal(Walk(again, 20), Walk(rule, 20));
    }

    [Theory, MemberData(nameof(Rules))]
    public void Single_and_double_precision_take_the_same_path_but_for_rounding(string name)
    {
        var doubles = Walk(Samples[name].Create<double>(One(20)), 40);
        var optimizer = new Optimizer<float>(Samples[name].Create<float>(One(20)));
        var singles = Start(20, 0).Select(value => (float)value).ToArray();
        for (var step = 0; step < 40; step++)
        {
            optimizer.Step(singles, [.. Gradient(step, 0, [.. singles.Select(value => (double)value)]).Select(value => (float)value)]);
        }

        Assert.All(singles.Zip(doubles), pair => Assert.Equal(pair.Second, pair.First, 1e-4));
    }

    [Theory, MemberData(nameof(Rules))]
    public void A_wrong_length_is_refused(string name)
    {
        var optimizer = new Optimizer<float>(Samples[name].Create<float>(One(4)));
        var exception = Assert.Throws<ArgumentException>(() => optimizer.Step(new float[4], new float[3]));
        Assert.Contains("made for 4 parameters; given were 4 parameters and 3 gradients", exception.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Rules))]
    public void A_NaN_is_refused_or_stays_visible(string name)
    {
        var optimizer = new Optimizer<float>(Samples[name].Create<float>([new("a", 0, 2), new("b", 2, 1)]));
        float[] w = [1, 2, 3];
        var refusal = Record.Exception(() => optimizer.Step(w, [0.5f, 0.5f, float.NaN]));
        if (refusal is null)
        {
            Assert.True(float.IsNaN(w[2]));
        }
        else
        {
            Assert.IsType<ArgumentException>(refusal);
            Assert.Equal([1, 2, 3], w);
        }
    }

    private static ParameterGroup[] One(int dimension) => [new("all", 0, dimension)];

    private static ParameterGroup[] Each(int dimension) => [.. Enumerable.Range(0, dimension).Select(index => new ParameterGroup($"x{index}", index, 1))];

    private static double[] Walk(IUpdateRule<double> rule, int steps, int from = 0, int offset = 0, double[]? start = null)
    {
        var optimizer = new Optimizer<double>(rule);
        var x = start?.ToArray() ?? Start(rule.Dimension, offset);
        for (var step = from; step < from + steps; step++)
        {
            optimizer.Step(x, Gradient(step, offset, x));
        }

        return x;
    }

    private static double[] Start(int dimension, int offset) => [.. Enumerable.Range(offset, dimension).Select(index => Math.Cos(index))];

    // A bowl with noise that depends on the step and the coordinate only.
    private static double[] Gradient(int step, int offset, double[] x) =>
        [.. x.Select((value, index) => (2 * value) + RandomStream.FromSeed((ulong)((step * 1000) + offset + index)).NextNormal())];
}
