using Engram.Learning.Memory;
using Engram.Learning.Optimizers;
using Engram.Numerics.Kernels;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Tests.Optimizers;

/// <summary>What every update rule keeps to. A new one is found, and meets all of it, by existing; <see cref="RuleSamples"/> may say how it is built.</summary>
public sealed class UpdateRuleContract
{
    public static TheoryData<string> Rules => [.. RuleSamples.All.Keys];

    [Fact]
    public void Every_rule_is_a_sealed_record_of_settings_with_good_defaults() => Assert.All(RuleSamples.Kinds, kind =>
    {
        Assert.True(kind.IsSealed && kind.Name.EndsWith("Options", StringComparison.Ordinal), kind.Name);
        var defaults = (UpdateRuleOptions)Activator.CreateInstance(kind)!;
        defaults.Validate();
        Assert.Equal(defaults, Activator.CreateInstance(kind));
        Assert.Equal(0.25, (defaults with { Rate = 0.25 }).Rate);
    });

    [Theory, MemberData(nameof(Rules))]
    public void Descends_a_bowl(string name) => RequireBowl(RuleSamples.All[name], 0.05);

    [Theory, MemberData(nameof(Rules))]
    public void Descends_a_bowl_as_the_base_of_a_memory(string name) => RequireBowl(RuleSamples.AsBase(RuleSamples.All[name]), 0.5);

    [Theory, MemberData(nameof(Rules))]
    public void Descends_a_bowl_as_the_updater_of_a_memory(string name) => RequireBowl(RuleSamples.AsUpdater(RuleSamples.All[name]), 0.5);

    [Theory, MemberData(nameof(Rules))]
    public void Descends_the_banana_valley(string name)
    {
        var optimizer = new Optimizer<double>(RuleSamples.All[name].Create<double>([new("x1", 0, 1), new("x2", 1, 1)]));
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
    public void A_zero_gradient_moves_nothing_unless_parameters_shrink_by_themselves(string name)
    {
        var optimizer = new Optimizer<float>(RuleSamples.All[name].Create<float>(4));
        float[] w = [1, -2, 0, 4];
        for (var step = 0; step < 3; step++)
        {
            optimizer.Step(w, new float[4]);
        }

        if (RuleSamples.IsShrinking(RuleSamples.All[name]))
        {
            Assert.True(w[0] < 1 && w[1] > -2 && w[2] == 0 && w[3] < 4);
        }
        else
        {
            Assert.Equal([1, -2, 0, 4], w);
        }
    }

    [Theory, MemberData(nameof(Rules))]
    public void The_bits_are_the_same_at_every_width_and_length(string name)
    {
        foreach (var dimension in new[] { 1, 3, 7, 16, 31, 70 })
        {
            foreach (var width in new[] { VectorWidth.Bits128, VectorWidth.Bits256, VectorWidth.Bits512 })
            {
                Assert.Equal(
                    RuleSamples.Walk(RuleSamples.All[name].Create<double>(RuleSamples.One(dimension), VectorWidth.Single), 6),
                    RuleSamples.Walk(RuleSamples.All[name].Create<double>(RuleSamples.One(dimension), width), 6));
                Assert.Equal(
                    RuleSamples.WalkSingle(RuleSamples.All[name].Create<float>(RuleSamples.One(dimension), VectorWidth.Single), 6),
                    RuleSamples.WalkSingle(RuleSamples.All[name].Create<float>(RuleSamples.One(dimension), width), 6));
            }
        }
    }

    // What an optimizer does in one pass is what is proposed, subtracted.
    [Theory, MemberData(nameof(Rules))]
    public void A_step_is_what_is_proposed(string name)
    {
        var (moving, proposing) = (RuleSamples.All[name].Create<float>(37), RuleSamples.All[name].Create<float>(37));
        var optimizer = new Optimizer<float>(moving);
        float[] w = [.. Enumerable.Range(0, 37).Select(index => MathF.Sin(index))];
        for (var step = 0; step < 5; step++)
        {
            float[] gradient = [.. w.Select((value, index) => value + MathF.Cos(index + step))];
            var proposal = new float[37];
            proposing.Propose(w, gradient, proposal);
            float[] expected = [.. w.Zip(proposal, (value, move) => value - move)];
            optimizer.Step(w, gradient);
            Assert.Equal(expected, w);
        }
    }

    [Theory, MemberData(nameof(Rules))]
    public void One_tensor_or_two_halves_is_the_same_unless_parameters_share_something(string name)
    {
        var sample = RuleSamples.All[name];
        var whole = RuleSamples.Walk(sample.Create<double>(20), 40);
        var halves = RuleSamples.Walk(sample.Create<double>(12), 40).Concat(RuleSamples.Walk(sample.Create<double>(8), 40, offset: 12)).ToArray();
        Assert.Equal(!RuleSamples.HasMemories(sample) && !RuleSamples.IsOneForAll(sample), whole.SequenceEqual(halves));
        if (!RuleSamples.IsOneForAll(sample))
        {
            // Where memories are not shared, two learners side by side are one learner with two groups.
            Assert.Equal(halves, RuleSamples.Walk(sample.Create<double>([new("a", 0, 12), new("b", 12, 8)]), 40));
        }
    }

    [Theory, MemberData(nameof(Rules))]
    public void An_interrupted_run_continues_to_the_bit(string name)
    {
        foreach (var sample in new[] { RuleSamples.All[name], RuleSamples.AsBase(RuleSamples.All[name]), RuleSamples.AsUpdater(RuleSamples.All[name]) })
        {
            var first = sample.Create<double>(20);
            var half = RuleSamples.Walk(first, 20);
            var second = sample.Create<double>(20);
            second.LoadState(ThroughBytes(first.SaveState));
            Assert.Equal(RuleSamples.Walk(sample.Create<double>(20), 40), RuleSamples.Walk(second, 20, from: 20, start: half));

            var single = sample.Create<float>(20);
            var halfSingle = RuleSamples.WalkSingle(single, 20);
            var resumed = sample.Create<float>(20);
            resumed.LoadState(ThroughBytes(single.SaveState));
            Assert.Equal(RuleSamples.WalkSingle(sample.Create<float>(20), 40), RuleSamples.WalkSingle(resumed, 20, from: 20, start: halfSingle));
        }
    }

    [Theory, MemberData(nameof(Rules))]
    public void A_new_task_is_begun_without_what_belonged_to_the_old_one(string name)
    {
        foreach (var sample in new[] { RuleSamples.All[name], RuleSamples.AsBase(RuleSamples.All[name]), RuleSamples.AsUpdater(RuleSamples.All[name]) })
        {
            var (rule, again) = (sample.Create<double>(20), sample.Create<double>(20));
            RuleSamples.Walk(rule, 20);
            rule.BeginTask();
            if (rule is IRemembersRates<double> memory)
            {
                if (HasMemoriesWithin(sample))
                {
                    continue; // a memory inside another: what it learned stays too, and cannot be handed over from outside
                }

                MemoryCheckpoint.Of(memory.Memories, []).LoadInto(((IRemembersRates<double>)again).Memories); // what was learned stays, and only that
            }

            Assert.Equal(RuleSamples.Walk(again, 20), RuleSamples.Walk(rule, 20));
        }
    }

    [Theory, MemberData(nameof(Rules))]
    public void Single_and_double_precision_take_the_same_path_but_for_rounding(string name)
    {
        var doubles = RuleSamples.Walk(RuleSamples.All[name].Create<double>(20), 40);
        Assert.All(RuleSamples.WalkSingle(RuleSamples.All[name].Create<float>(20), 40).Zip(doubles), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
    }

    [Theory, MemberData(nameof(Rules))]
    public void A_wrong_length_is_refused(string name)
    {
        var optimizer = new Optimizer<float>(RuleSamples.All[name].Create<float>(4));
        var exception = Assert.Throws<ArgumentException>(() => optimizer.Step(new float[4], new float[3]));
        Assert.Contains("made for 4 parameters; given were 4 parameters and 3 gradients", exception.Message, StringComparison.Ordinal);
        foreach (var (parameters, gradients, steps) in new[] { (3, 4, 4), (4, 3, 4), (4, 4, 3), (5, 5, 5) })
        {
            exception = Assert.Throws<ArgumentException>(() => optimizer.Rule.Propose(new float[parameters], new float[gradients], new float[steps]));
            Assert.Contains(
                $"made for 4 parameters; given were {parameters} parameters, {gradients} gradients and room for {steps} steps", exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Rules))]
    public void A_NaN_is_refused_or_stays_visible(string name)
    {
        var optimizer = new Optimizer<float>(RuleSamples.All[name].Create<float>([new("a", 0, 2), new("b", 2, 1)]));
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

    [Fact]
    public void A_step_that_a_rule_inside_refuses_leaves_no_trace() => Assert.All(RuleSamples.All.Where(sample => RuleSamples.HasMemories(sample.Value)), sample =>
    {
        foreach (var outside in new UpdateRuleOptions[]
        {
            sample.Value, RuleSamples.AsBase(sample.Value), new HypergradientDescentOptions { Rule = sample.Value, HyperRate = 1e-6 },
            new ValueClippingOptions { Rule = sample.Value }, new NormClippingOptions { Rule = sample.Value }, new WeightDecayOptions { Rule = sample.Value },
        })
        {
            var (rule, other) = (outside.Create<double>(4), outside.Create<double>(4));
            var (half, untroubled) = (RuleSamples.Walk(rule, 5), RuleSamples.Walk(other, 5));
            Assert.Throws<ArgumentException>(() => rule.Propose(half, [0.5, double.NaN, 0.5, 0.5], new double[4]));
            Assert.Equal(RuleSamples.Walk(other, 5, from: 5, start: untroubled), RuleSamples.Walk(rule, 5, from: 5, start: half));
        }
    });

    // Some clip it, some do not look at sizes, in some it stays visible, some refuse it. What it may not do is reach what it has nothing to do with.
    [Theory, MemberData(nameof(Rules))]
    public void An_infinite_derivative_is_refused_or_stays_where_it_is(string name)
    {
        float[] Step(float last)
        {
            float[] w = [1, 2, 3];
            new Optimizer<float>(RuleSamples.All[name].Create<float>([new("a", 0, 2), new("b", 2, 1)])).Step(w, [0.5f, 0.5f, last]);
            return w;
        }

        float[]? w = null;
        var refusal = Record.Exception(() => w = Step(float.PositiveInfinity));
        Assert.True(refusal is null or ArgumentException, refusal?.Message);
        if (w is not null && !RuleSamples.IsOneForAll(RuleSamples.All[name]))
        {
            Assert.Equal(Step(0.5f)[..2], w[..2]);
        }
    }

    [Theory, MemberData(nameof(Rules))]
    public void A_step_allocates_nothing(string name)
    {
        foreach (var sample in new[] { RuleSamples.All[name], RuleSamples.AsBase(RuleSamples.All[name]), RuleSamples.AsUpdater(RuleSamples.All[name]) })
        {
            var (single, real) = (new Optimizer<float>(sample.Create<float>(100)), new Optimizer<double>(sample.Create<double>(100)));
            var (w, g, x, h) = (new float[100], new float[100], new double[100], new double[100]);
            g.AsSpan().Fill(0.25f);
            h.AsSpan().Fill(0.25);
            long allocated = 0;
            for (var step = 0; step < 3; step++) // the first step may compile
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                single.Step(w, g);
                real.Step(x, h);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            }

            Assert.Equal(0, allocated);
        }
    }

    private static bool HasMemoriesWithin(UpdateRuleOptions sample) => sample switch
    {
        RuleWithMemoryOptions over => RuleSamples.HasMemories(over.Base),
        MetaGradientDescentOptions meta => RuleSamples.HasMemories(meta.Memory.Updater),
        _ => false,
    };

    private static void RequireBowl(UpdateRuleOptions sample, double share)
    {
        var optimizer = new Optimizer<double>(sample.Create<double>(3));
        double[] x = [3, -2, 0.5];
        var before = x.Sum(value => value * value);
        for (var step = 0; step < 1500; step++)
        {
            optimizer.Step(x, [.. x.Select(value => 2 * value)]);
        }

        Assert.True(x.Sum(value => value * value) < share * before, $"ended at {string.Join(", ", x)}");
    }

    private static SafeTensorsFile ThroughBytes(Action<SafeTensorsBuilder> save)
    {
        var file = new SafeTensorsBuilder();
        save(file);
        return SafeTensorsFile.Parse(file.Build().ToBytes());
    }
}
