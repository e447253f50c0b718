using System.ComponentModel.DataAnnotations;
using Engram.Learning.Memory;
using Engram.Learning.Optimizers;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Learning.Tests.Memory;

public sealed class LearningRateMemoryTests
{
    private static readonly LearningRateMemoryOptions Lift = new() { Centres = 200, GradientBound = 1, MemoryRate = 0.005, InitialRate = 1e-3 };

    private static readonly UpdateRuleOptions[] Updaters = [new GradientDescentOptions { Rate = 0.005 }, AdamOptions.ForMemory(0.005)];

    // The equality test of local and dense form: 200 random steps, 500 coordinates; gradients pile up at 0 and at the borders as real ones do.
    // Measured largest relative difference of theta over all cases: see the bound; the rates recalled are compared too.
    [Theory]
    [InlineData(0.3, 200, 1.0, false, false)]
    [InlineData(0.5, 200, 1.0, false, false)]
    [InlineData(0.5, 200, 1.0, true, false)]
    [InlineData(0.5, 200, 1.0, false, true)]
    [InlineData(0.5, 100, 10.0, true, true)]
    [InlineData(0.75, 100, 10.0, false, false)]
    [InlineData(1.0, 100, 0.25, true, false)]
    [InlineData(2.0, 50, 1.0, false, false)]
    [InlineData(4.0, 200, 1.0, false, false)]
    [InlineData(4.0, 200, 1.0, true, false)]
    [InlineData(0.5, 2, 1.0, false, false)]
    [InlineData(0.5, 3, 1.0, true, false)]
    [InlineData(4.0, 2, 1.0, false, false)]
    [InlineData(0.5, 1000, 1.0, false, false)]
    public void The_local_memory_equals_the_dense_one(double width, int centres, double bound, bool adam, bool sign)
    {
        const int dimension = 500;
        var memory = new LearningRateMemory("layer", dimension, Lift with
        {
            Centres = centres, GradientBound = bound, RelativeWidth = width,
            Updater = adam ? AdamOptions.ForMemory(0.005) : new GradientDescentOptions { Rate = 0.005 },
            Signal = sign ? AgreementSignal.Sign : AgreementSignal.Product,
        });
        var dense = new DenseMemory(dimension, centres, bound, width, 0.005, 1e-3, adam, sign);
        var random = RandomStream.FromSeed(6);
        var rates = new double[dimension];
        var (worstTheta, worstRate) = (0.0, 0.0);
        for (var step = 0; step < 200; step++)
        {
            var gradient = Gradients(random, dimension, bound);
            memory.Step(gradient, rates);
            var expected = dense.Step(gradient);
            worstTheta = Math.Max(worstTheta, LargestDifference(dense.Theta, memory.Theta));
            worstRate = Math.Max(worstRate, LargestDifference(expected, rates));
        }

        // Adam divides by √v + 1e-8: where a local model is hardly ever touched it magnifies what the local form leaves out.
        var allowed = adam ? 1e-7 : 1e-10;
        Assert.True(worstTheta <= allowed && worstRate <= allowed, $"theta differs by {worstTheta:e2}, rates by {worstRate:e2} (relative).");
        Assert.True(memory.Theta.ToArray().Max() > 1.5e-3 || memory.Theta.ToArray().Min() < 0.5e-3, "nothing was learned: the comparison would prove nothing");
    }

    // The same in single precision: the dense memory is given the same single-precision gradients. Measured: rates within 8e-7 of themselves, θ within
    // 4e-7 of the largest it has been; it is no error of its own where a rate has fallen to a ten thousandth and is still that far from the truth.
    // Widths above four spacings, and what Adam moves, are summed in double precision.
    [Theory]
    [InlineData(0.3, 200, 1.0, false, false)]
    [InlineData(0.4, 200, 1.0, false, false)]
    [InlineData(0.5, 200, 1.0, false, false)]
    [InlineData(0.5, 200, 1.0, true, false)]
    [InlineData(0.5, 200, 1.0, false, true)]
    [InlineData(0.5, 100, 10.0, true, true)]
    [InlineData(0.5, 2, 1.0, false, false)]
    [InlineData(0.5, 3, 1.0, true, false)]
    [InlineData(0.3, 5, 1.0, false, false)]
    [InlineData(0.5, 1000, 1.0, false, false)]
    [InlineData(0.5, 10_000, 1.0, false, false)]
    [InlineData(0.51, 200, 1.0, false, false)]
    [InlineData(0.75, 200, 1.0, false, false)]
    [InlineData(1.0, 200, 1.0, false, false)]
    [InlineData(1.0, 100, 0.25, true, false)]
    [InlineData(1.0, 10_000, 1.0, false, false)]
    [InlineData(1.0, 2, 1.0, false, true)]
    [InlineData(1.5, 200, 1.0, false, false)]
    [InlineData(2.0, 50, 1.0, false, true)]
    [InlineData(4.0, 200, 1.0, false, false)]
    [InlineData(4.0, 3, 1.0, false, false)]
    [InlineData(4.0, 10_000, 10.0, false, false)]
    [InlineData(5.0, 100, 10.0, false, false)]
    public void A_memory_asked_in_single_precision_is_the_dense_one_to_a_millionth(double width, int centres, double bound, bool adam, bool sign)
    {
        var (dimension, steps) = centres > 1000 ? (100, 40) : (500, 200);
        var memory = new LearningRateMemory("layer", dimension, Lift with
        {
            Centres = centres, GradientBound = bound, RelativeWidth = width,
            Updater = adam ? AdamOptions.ForMemory(0.005) : new GradientDescentOptions { Rate = 0.005 },
            Signal = sign ? AgreementSignal.Sign : AgreementSignal.Product,
        });
        var dense = new DenseMemory(dimension, centres, bound, width, 0.005, 1e-3, adam, sign);
        var random = RandomStream.FromSeed(6);
        var rates = new float[dimension];
        var (worstTheta, worstRate) = (0.0, 0.0);
        var largest = Enumerable.Repeat(1e-3, centres).ToArray();
        for (var step = 0; step < steps; step++)
        {
            float[] gradient = [.. Gradients(random, dimension, bound).Select(number => (float)number)];
            memory.Step(gradient, rates);
            var expected = dense.Step([.. gradient.Select(number => (double)number)]);
            for (var centre = 0; centre < centres; centre++)
            {
                largest[centre] = Math.Max(largest[centre], dense.Theta[centre]);
                worstTheta = Math.Max(worstTheta, Math.Abs(dense.Theta[centre] - memory.Theta[centre]) / largest[centre]);
            }

            foreach (var (rate, exact) in rates.Zip(expected))
            {
                worstRate = Math.Max(worstRate, Math.Abs(rate - exact) / Math.Max(exact, 1e-4 * largest.Max()));
            }
        }

        Assert.True(worstTheta <= 1e-6 && worstRate <= 1e-6, $"theta differs by {worstTheta:e2}, rates by {worstRate:e2} (relative).");
    }

    [Theory, InlineData(0.5), InlineData(1.0), InlineData(2.0), InlineData(4.0)]
    public void The_bits_are_the_same_at_every_vector_width(double relativeWidth)
    {
        string? expected = null;
        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            var memory = new LearningRateMemory("layer", 700, Lift with { RelativeWidth = relativeWidth, MemoryRate = 0.5 }, width);
            var random = RandomStream.FromSeed(9);
            var rates = new float[700];
            for (var step = 0; step < 20; step++)
            {
                memory.Step([.. Gradients(random, 700, 1).Select(number => (float)number)], rates);
            }

            var bits = string.Join(' ', rates.Select(BitConverter.SingleToInt32Bits)) + string.Join(' ', memory.Theta.ToArray().Select(BitConverter.DoubleToInt64Bits))
                + memory.LastStep + string.Join(' ', memory.Visits.ToArray());
            Assert.Equal(expected ??= bits, bits);
        }
    }

    [Fact]
    public void The_precision_of_the_signal_may_change_from_step_to_step()
    {
        var (one, other) = (new LearningRateMemory("layer", 50, Lift), new LearningRateMemory("layer", 50, Lift));
        var random = RandomStream.FromSeed(10);
        var (single, twice) = (new float[50], new double[50]);
        for (var step = 0; step < 12; step++)
        {
            float[] gradient = [.. Gradients(random, 50, 1).Select(number => (float)number)];
            double[] wide = [.. gradient.Select(number => (double)number)];
            other.Step(wide, twice);
            if (step % 3 == 0)
            {
                one.Step(wide, new double[50]);
            }
            else
            {
                one.Step(gradient, single);
                Assert.All(single.Zip(twice), pair => Assert.Equal(pair.Second, pair.First, 1e-6 * pair.Second));
            }

            Assert.Equal(other.LastSignal.ToArray(), one.LastSignal.ToArray());
            Assert.True(LargestDifference(other.Theta, one.Theta) < 1e-6);
            Assert.Equal(other.Visits.ToArray().Sum(), one.Visits.ToArray().Sum());
        }
    }

    [Fact]
    public void A_NaN_in_single_precision_is_refused_before_anything_changes()
    {
        var memory = new LearningRateMemory("layer2", 40, Lift);
        var rates = new float[40];
        float[] gradient = [.. Enumerable.Range(1, 40).Select(index => 0.02f * index)];
        memory.Step(gradient, rates);
        memory.Step(gradient, rates);
        var (theta, signal) = (memory.Theta.ToArray(), memory.LastSignal.ToArray());
        gradient[33] = float.NaN;
        var exception = Assert.Throws<ArgumentException>(() => memory.Step(gradient, rates));
        Assert.Contains("coordinate 33 of group 'layer2' is NaN", exception.Message, StringComparison.Ordinal);
        Assert.Equal(theta, memory.Theta.ToArray());
        Assert.Equal(signal, memory.LastSignal.ToArray());
        Assert.Equal(1, memory.Updates);
    }

    [Fact]
    public void The_curve_for_drawing_is_the_dense_one_at_centres_borders_and_beyond()
    {
        var memory = new LearningRateMemory("layer", 3, Lift);
        var dense = new DenseMemory(3, 200, 1, 0.5, 0.005, 1e-3, adam: false, sign: false);
        var random = RandomStream.FromSeed(7);
        var rates = new double[3];
        for (var step = 0; step < 50; step++)
        {
            var gradient = Gradients(random, 3, 1);
            memory.Step(gradient, rates);
            dense.Step(gradient);
        }

        foreach (var z in new[] { -1, 1, 0, 0.5 / 199, 0.3, -0.9999999, 1 - 1e-16 })
        {
            Assert.Equal(dense.Recall(z), memory.Recall(z), 1e-13);
        }

        Assert.Equal(memory.Recall(1), memory.Recall(double.PositiveInfinity));
        Assert.Throws<ArgumentException>(() => memory.Recall(double.NaN));
        Assert.Equal(-1, memory.CentreAt(0));
        Assert.Equal(1, memory.CentreAt(199), 1e-15);
    }

    [Fact]
    public void A_new_memory_recalls_the_initial_rate_everywhere_and_the_first_step_teaches_nothing()
    {
        foreach (var updater in Updaters)
        {
            var memory = new LearningRateMemory("layer", 4, Lift with { Updater = updater });
            var rates = new double[4];
            memory.Step([0.3, -5, 1, 0], rates);
            Assert.All(rates, rate => Assert.Equal(1e-3, rate, 1e-17));
            Assert.All(memory.Theta.ToArray(), theta => Assert.Equal(1e-3, theta));
            Assert.Equal(0, memory.Updates);
            Assert.Equal(0, memory.Visits.ToArray().Sum());
        }
    }

    [Fact]
    public void Agreeing_gradients_raise_the_rate_where_the_previous_one_was_and_opposing_ones_lower_it()
    {
        var memory = new LearningRateMemory("layer", 1, Lift);
        var rates = new double[1];
        memory.Step([0.5], rates);
        memory.Step([0.25], rates); // same sign: the rate at 0.5 was too small
        Assert.True(memory.Recall(0.5) > 1e-3);
        Assert.Equal(1e-3, memory.Recall(0.25), 1e-12);
        memory.Step([-0.75], rates); // a flip: the rate at 0.25 was too large
        Assert.True(memory.Recall(0.25) < 1e-3);
        Assert.Equal(1e-3, memory.Recall(-0.75), 1e-12);
        Assert.Equal(2, memory.Updates);
        Assert.Equal(2, memory.Visits.ToArray().Sum());
    }

    [Fact]
    public void Rates_stay_within_their_bounds()
    {
        var options = Lift with { MemoryRate = 10, LowestRate = 1e-4, HighestRate = 0.5 };
        var memory = new LearningRateMemory("layer", 2, options);
        var rates = new double[2];
        for (var step = 0; step < 20; step++)
        {
            memory.Step([1, step % 2 == 0 ? -0.5 : 0.5], rates);
            Assert.All(memory.Theta.ToArray(), theta => Assert.InRange(theta, 1e-4, 0.5));
        }

        Assert.Equal(0.5, memory.Theta[^1]);
        Assert.Equal(1e-4, memory.Theta.ToArray().Min());
    }

    [Fact]
    public void The_last_step_tells_its_rates_and_what_was_clipped()
    {
        var memory = new LearningRateMemory("layer", 4, Lift);
        Assert.True(double.IsNaN(memory.LastStep.Mean));
        var rates = new double[4];
        memory.Step([0.5, 2, -3, 1], rates);
        Assert.Equal(0.5, memory.LastStep.ClippedShare);
        Assert.Equal([0.5, 1, -1, 1], memory.LastSignal.ToArray());
        memory.Step([0.5, double.PositiveInfinity, -1, 1], rates);
        Assert.Equal((rates.Min(), rates.Max(), 0.25), (memory.LastStep.Lowest, memory.LastStep.Highest, memory.LastStep.ClippedShare));
        Assert.Equal(rates.Average(), memory.LastStep.Mean, 1e-17);
    }

    [Fact]
    public void A_NaN_is_refused_before_anything_changes()
    {
        var memory = new LearningRateMemory("layer2", 3, Lift);
        var rates = new double[3];
        memory.Step([0.1, 0.2, 0.3], rates);
        memory.Step([0.1, 0.2, 0.3], rates);
        var (theta, signal) = (memory.Theta.ToArray(), memory.LastSignal.ToArray());
        var exception = Assert.Throws<ArgumentException>(() => memory.Step([0.5, double.NaN, 0.3], rates));
        Assert.Contains("coordinate 1 of group 'layer2' is NaN", exception.Message, StringComparison.Ordinal);
        Assert.Equal(theta, memory.Theta.ToArray());
        Assert.Equal(signal, memory.LastSignal.ToArray());
        Assert.Equal(1, memory.Updates);
        Assert.Throws<ArgumentException>(() => memory.Step([0.5], rates));
    }

    // With updaters that are sensitive to the last digit the memory computes in double whatever it is asked with: only what goes in and out is rounded.
    [Fact]
    public void A_single_precision_signal_is_the_same_signal_to_a_memory_that_learns_by_Adam()
    {
        var options = Lift with { Updater = AdamOptions.ForMemory(0.005) };
        var (real, single) = (new LearningRateMemory("layer", 300, options), new LearningRateMemory("layer", 300, options));
        var random = RandomStream.FromSeed(10);
        var (rates, singleRates) = (new double[300], new float[300]);
        for (var step = 0; step < 20; step++)
        {
            float[] signal = [.. Gradients(random, 300, 1).Select(value => (float)value)];
            real.Step([.. signal.Select(value => (double)value)], rates);
            single.Step(signal, singleRates);
            Assert.True(LargestDifference(rates, [.. singleRates.Select(rate => (double)rate)]) <= 1e-6);
            Assert.True(LargestDifference(real.Theta, single.Theta) <= 1e-6);
        }

        var exception = Assert.Throws<ArgumentException>(() => single.Step([float.NaN, .. new float[299]], singleRates));
        Assert.Contains("coordinate 0 of group 'layer' is NaN", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        foreach (var updater in Updaters)
        {
            var memory = new LearningRateMemory("layer", 5000, Lift with { Updater = updater });
            var gradient = Gradients(RandomStream.FromSeed(8), 5000, 1);
            var rates = new double[5000];
            float[] single = [.. gradient.Select(number => (float)number)];
            var singleRates = new float[5000];
            memory.Step(gradient, rates);
            memory.Step(single, singleRates);
            memory.Step(single, singleRates);
            memory.Step(gradient, rates);
            var before = GC.GetAllocatedBytesForCurrentThread();
            memory.Step(gradient, rates);
            memory.Step(single, singleRates);
            memory.Step(single, singleRates);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [Fact]
    public void Settings_out_of_range_are_refused_all_at_once()
    {
        var exception = Assert.Throws<ValidationException>(() => new LearningRateMemory("layer", 1, new()
        {
            Centres = 1, RelativeWidth = 20, MemoryRate = double.NaN, InitialRate = 2,
        }));
        foreach (var part in new[] { "Centres", "RelativeWidth", "Updater: Rate is NaN", "InitialRate 2 must lie between LowestRate 1E-09 and HighestRate 1" })
        {
            Assert.Contains(part, exception.Message, StringComparison.Ordinal);
        }
    }

    private static double[] Gradients(RandomStream random, int count, double bound) => [.. Enumerable.Range(0, count).Select(index => (index % 10) switch
    {
        0 => 0.0,
        1 => bound,
        2 => -bound,
        3 => 3 * bound * random.NextNormal(),
        4 => 1e-3 * bound * random.NextNormal(),
        _ => random.NextUniform(-bound, bound),
    })];

    private static double LargestDifference(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        var largest = 0.0;
        for (var index = 0; index < expected.Length; index++)
        {
            largest = Math.Max(largest, Math.Abs(expected[index] - actual[index]) / Math.Max(Math.Abs(expected[index]), 1e-9));
        }

        return largest;
    }
}
