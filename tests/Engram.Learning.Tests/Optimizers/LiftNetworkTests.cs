using System.Security.Cryptography;
using System.Text.Json;
using Engram.Learning.Memory;
using Engram.Learning.Models;
using Engram.Learning.Optimizers;
using Engram.Numerics.Random;

namespace Engram.Learning.Tests.Optimizers;

/// <summary>Every rule on the network of the lift against lift_network_reference.py: PyTorch in double precision, dense memories.</summary>
public sealed class LiftNetworkTests
{
    private const int Batch = 10;
    private const double Rate = 1e-3;
    private static readonly int[] Sizes = [21, 100, 50, 10, 1];

    private static readonly JsonElement Reference =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Optimizers", "lift_network_reference.json"))).RootElement;

    private static readonly LearningRateMemoryOptions Memories = new() { Centres = 200, MemoryRate = 0.005, InitialRate = Rate };

    [Fact]
    public void The_gradient_equals_automatic_differentiation()
    {
        var network = Network();
        var pass = network.CreatePass(Batch);
        var (inputs, targets) = Data(0);
        pass.SquaredErrorStep(inputs, targets);
        var stride = Reference.GetProperty("gradientStride").GetInt32();
        var expected = Reference.GetProperty("gradient").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        var norm = Reference.GetProperty("gradientNorm").GetDouble();
        Assert.Equal(norm, Math.Sqrt(pass.Gradient.ToArray().Sum(value => (double)value * value)), 1e-6 * norm);
        for (var index = 0; index < expected.Length; index++)
        {
            Assert.Equal(expected[index], pass.Gradient[index * stride], 1e-7 * norm);
        }
    }

    // Losses, each before its update; single precision stays this close to double while the loss falls by up to three orders. With memory-Adam the
    // loss bounces from the tenth step on and doubles what two arithmetics differ by at every bounce: only its first steps can be compared.
    [Theory]
    [InlineData("GradientDescent", 50, 1e-6)]
    [InlineData("MetaGradientDescent", 50, 1e-4)]
    [InlineData("MetaGradientDescentMemoryAdam", 11, 1e-5)]
    [InlineData("Adam", 50, 1e-6)]
    [InlineData("AdamWithMemory", 50, 1e-4)]
    public void Training_follows_the_reference(string rule, int steps, double tolerance)
    {
        var network = Network();
        var pass = network.CreatePass(Batch);
        var optimizer = new Optimizer<float>(Rule(rule).Create<float>(network.Groups(Grouping.Layer)));
        var expected = Reference.GetProperty("losses").GetProperty(rule).EnumerateArray().Select(value => value.GetDouble()).ToArray();
        var worst = 0.0;
        for (var step = 0; step < steps; step++)
        {
            var (inputs, targets) = Data(step);
            var loss = pass.SquaredErrorStep(inputs, targets);
            worst = Math.Max(worst, Math.Abs(loss - expected[step]) / expected[step]);
            optimizer.Step(network.Parameters, pass.Gradient);
        }

        Assert.True(worst <= tolerance, $"{rule}: the losses differ by up to {worst:e2} (relative).");
    }

    // Not an oracle but a seal: the same bits on every machine, whatever vectors it has. Equal with AVX-512, AVX2, SSE and no vectors at all.
    [Theory]
    [InlineData("GradientDescent", "5F0B4E9F5E792A1F")]
    [InlineData("MetaGradientDescent", "D1CDF0FAF3A0CF3A")]
    [InlineData("MetaGradientDescentMemoryAdam", "7D71DE043370CC79")]
    [InlineData("Adam", "A8E030465B9E8EA6")]
    [InlineData("AdamWithMemory", "19CE2C020F0EB346")]
    public void Fifty_steps_from_a_drawn_network_end_in_the_same_bits_on_every_machine(string rule, string seal)
    {
        var network = new DenseNetwork(Sizes, RandomStream.FromSeed(1).Split("init"));
        var pass = network.CreatePass(Batch);
        var optimizer = new Optimizer<float>(Rule(rule).Create<float>(network.Groups(Grouping.Layer)));
        for (var step = 0; step < 50; step++)
        {
            var (inputs, targets) = Data(step);
            pass.SquaredErrorStep(inputs, targets);
            optimizer.Step(network.Parameters, pass.Gradient);
        }

        Assert.Equal(seal, Convert.ToHexString(SHA256.HashData(network.Save().ToBytes()))[..16]);
    }

    [Theory]
    [InlineData("GradientDescent")]
    [InlineData("MetaGradientDescent")]
    [InlineData("MetaGradientDescentMemoryAdam")]
    [InlineData("Adam")]
    [InlineData("AdamWithMemory")]
    public void A_training_step_allocates_nothing(string rule)
    {
        var network = Network();
        var pass = network.CreatePass(Batch);
        var optimizer = new Optimizer<float>(Rule(rule).Create<float>(network.Groups(Grouping.Layer)));
        var (inputs, targets) = Data(0);
        long allocated = 0;
        for (var step = 0; step < 3; step++) // the first step may compile
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            pass.SquaredErrorStep(inputs, targets);
            optimizer.Step(network.Parameters, pass.Gradient);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    private static UpdateRuleOptions Rule(string name) => name switch
    {
        "GradientDescent" => new GradientDescentOptions { Rate = Rate, GradientBound = 1 },
        "MetaGradientDescent" => new MetaGradientDescentOptions { Memory = Memories },
        "MetaGradientDescentMemoryAdam" => new MetaGradientDescentOptions { Memory = Memories with { Updater = AdamOptions.ForMemory(0.005) } },
        "Adam" => new AdamOptions { Rate = Rate },
        _ => new RuleWithMemoryOptions { Memory = Memories },
    };

    // The integer formulas of the script.
    private static DenseNetwork Network()
    {
        var network = new DenseNetwork(Sizes, RandomStream.FromSeed(0));
        foreach (var layer in network.Layers)
        {
            var bound = Math.Sqrt(6.0 / (layer.Inputs + layer.Outputs));
            for (var index = 0; index < layer.Length; index++)
            {
                var at = layer.Offset + index;
                var scale = index < layer.Inputs * layer.Outputs ? bound : 0.1;
                network.Parameters[at] = (float)(scale * (((at * 7919 % 2003) / 1001.0) - 1));
            }
        }

        return network;
    }

    private static (float[] Inputs, float[] Targets) Data(int step) => (
        [.. Enumerable.Range(step * Batch * Sizes[0], Batch * Sizes[0]).Select(index => (float)(((index * 31 % 1009) - 504) / 504.0))],
        [.. Enumerable.Range(step * Batch, Batch).Select(index => (float)(32 + ((index * 13 % 11) / 4.0)))]);
}
