using Engram.Learning.Memory;
using Engram.Learning.Models;
using Engram.Learning.Optimizers;
using Engram.Learning.Tests.Memory;

namespace Engram.Learning.Tests.Optimizers;

/// <summary>Meier, Kappler, Schaal 2018, Fig. 2: the banana valley with one memory per coordinate.</summary>
/// <remarks>
/// The numbers are those of a dense reference in NumPy (rosenbrock_reference.py beside this file). How long it takes to come below 1 is sharp.
/// What follows, bouncing between the walls of the valley, is not: when the start moves by 1e-13, the reference's own numbers after 100 steps
/// take every value within the bounds used here, which are wide for memory-Adam.
/// </remarks>
public sealed class RosenbrockTests
{
    private static readonly IReadOnlyList<ParameterGroup> Coordinates = [new("x1", 0, 1), new("x2", 1, 1)];

    private static readonly LearningRateMemoryOptions Options = new() { Centres = 100, GradientBound = 10, MemoryRate = 1e-3, InitialRate = 1e-3 };

    [Fact]
    public void Gradient_descent_needs_85_steps()
    {
        var values = Descend(new Optimizer<double>(new GradientDescentOptions { Rate = 1e-3, GradientBound = 10 }.Create<double>(2)));
        Assert.Equal(756.5, values[0]);
        AssertRun(values, 85, (0.143525, 0.143535), (1.5695, 1.5705));
    }

    [Theory]
    [InlineData(false, 17, 0.0904, 0.0921, -0.452, -0.450, 10, 0.078, 0.086, -0.722, -0.704)]
    [InlineData(true, 13, 0.054, 16, -0.51, -0.33, 4, 0.043, 16, -0.99, -0.22)]
    public void A_memory_needs_fewer_and_when_it_is_carried_over_fewer_still(
        bool adam, int firstSteps, double lastLow, double lastHigh, double meanLow, double meanHigh,
        int secondSteps, double secondLastLow, double secondLastHigh, double secondMeanLow, double secondMeanHigh)
    {
        var rule = MetaGd(adam);
        AssertRun(Descend(new Optimizer<double>(rule)), firstSteps, (lastLow, lastHigh), (meanLow, meanHigh));

        // Through a checkpoint and into new memories, as a transfer between runs goes; or in the same learner, as the next task of a run.
        var carried = MetaGd(adam);
        MemoryCheckpoint.Parse(MemoryCheckpoint.Of(rule.Memories, ["run 1"]).ToFile()).LoadInto(carried.Memories);
        var second = Descend(new Optimizer<double>(carried));
        AssertRun(second, secondSteps, (secondLastLow, secondLastHigh), (secondMeanLow, secondMeanHigh));
        rule.BeginTask();
        Assert.Equal(second, Descend(new Optimizer<double>(rule)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_path_is_that_of_the_dense_memory_until_the_bounces_magnify_rounding(bool adam)
    {
        DenseMemory[] dense = [.. Enumerable.Range(0, 2).Select(_ => new DenseMemory(1, 100, 10, 0.5, 1e-3, 1e-3, adam, sign: false))];
        var rule = MetaGd(adam);
        var values = Descend(new Optimizer<double>(rule), steps: 20);
        double[] x = [1.5, -0.5];
        for (var step = 1; step <= 20; step++)
        {
            var slope = x[1] - (x[0] * x[0]);
            double[] gradient = [(-2 * (1 - x[0])) - (400 * x[0] * slope), 200 * slope];
            for (var index = 0; index < 2; index++)
            {
                x[index] -= dense[index].Step([gradient[index]])[0] * Math.Clamp(gradient[index], -10, 10);
            }

            Assert.Equal(Value(x), values[step], 1e-9 * Math.Max(1, Value(x)));
        }
    }

    [Fact]
    public void The_carried_memory_starts_with_rates_more_than_five_times_the_initial_one()
    {
        var rule = MetaGd(adam: false);
        Descend(new Optimizer<double>(rule));
        rule.BeginTask();
        var rates = new List<double>();
        Descend(new Optimizer<double>(rule), steps: 5, afterStep: () => rates.AddRange(rule.Rates.ToArray()));
        Assert.All(rates, rate => Assert.InRange(rate, 0.0118 * 0.99, 0.0154 * 1.01));
    }

    private static IRemembersRates<double> MetaGd(bool adam) => (IRemembersRates<double>)new MetaGradientDescentOptions
    {
        Memory = adam ? Options with { Updater = AdamOptions.ForMemory(1e-3) } : Options,
    }.Create<double>(Coordinates);

    private static void AssertRun(double[] values, int firstBelowOne, (double Low, double High) last, (double Low, double High) meanLogarithm)
    {
        Assert.Equal(firstBelowOne, Array.FindIndex(values, value => value < 1));
        Assert.InRange(values[100], last.Low, last.High);
        Assert.InRange(values.Average(Math.Log10), meanLogarithm.Low, meanLogarithm.High);
    }

    private static double[] Descend(Optimizer<double> optimizer, int steps = 100, Action? afterStep = null)
    {
        double[] x = [1.5, -0.5];
        var values = new double[steps + 1];
        values[0] = Value(x);
        for (var step = 1; step <= steps; step++)
        {
            var slope = x[1] - (x[0] * x[0]);
            optimizer.Step(x, [(-2 * (1 - x[0])) - (400 * x[0] * slope), 200 * slope]);
            afterStep?.Invoke();
            values[step] = Value(x);
        }

        return values;
    }

    private static double Value(double[] x) => ((1 - x[0]) * (1 - x[0])) + (100 * (x[1] - (x[0] * x[0])) * (x[1] - (x[0] * x[0])));
}
