using Engram.Learning.Models;
using Engram.Numerics.Random;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Tests.Models;

public sealed class DenseNetworkTests
{
    private static readonly int[] LiftSizes = [21, 100, 50, 10, 1];

    [Fact]
    public void The_network_of_the_lift_has_7771_parameters_in_four_layers()
    {
        var network = new DenseNetwork(LiftSizes, RandomStream.FromSeed(1));
        Assert.Equal(7771, network.ParameterCount);
        Assert.Equal([2200, 5050, 510, 11], network.Groups(Grouping.Layer).Select(group => group.Length));
        Assert.Equal([2100, 100, 5000, 50, 500, 10, 10, 1], network.Groups(Grouping.Variable).Select(group => group.Length));
        Assert.Equal(7771, network.Groups(Grouping.Coordinate).Count);
        foreach (var grouping in Enum.GetValues<Grouping>())
        {
            Assert.Equal(7771, ParameterGroup.RequireCover(network.Groups(grouping)));
        }
    }

    [Fact]
    public void Weights_are_Glorot_uniform_and_biases_zero()
    {
        var network = new DenseNetwork(LiftSizes, RandomStream.FromSeed(1));
        foreach (var layer in network.Layers)
        {
            var bound = Math.Sqrt(6.0 / (layer.Inputs + layer.Outputs));
            var weights = network.Parameters.Slice(layer.Offset, layer.Inputs * layer.Outputs).ToArray();
            Assert.All(weights, weight => Assert.InRange(weight, -bound, bound));
            Assert.All(network.Parameters.Slice(layer.Offset + weights.Length, layer.Outputs).ToArray(), bias => Assert.Equal(0, bias));
            if (weights.Length >= 500)
            {
                Assert.Equal(bound * bound / 3, weights.Average(weight => (double)weight * weight), 0.15 * bound * bound);
            }
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_network_and_another_seed_another()
    {
        var one = new DenseNetwork(LiftSizes, RandomStream.FromSeed(1).Split("init")).Parameters.ToArray();
        Assert.Equal(one, new DenseNetwork(LiftSizes, RandomStream.FromSeed(1).Split("init")).Parameters.ToArray());
        Assert.NotEqual(one, new DenseNetwork(LiftSizes, RandomStream.FromSeed(2).Split("init")).Parameters.ToArray());
    }

    // Oracle: central differences of the loss of DoubleNetwork, in double precision.
    [Theory]
    [InlineData(new[] { 3, 1 }, 4)]
    [InlineData(new[] { 2, 5, 3 }, 1)]
    [InlineData(new[] { 21, 100, 50, 10, 1 }, 10)]
    [InlineData(new[] { 4, 17, 33, 2 }, 7)]
    public void Gradients_agree_with_central_differences(int[] sizes, int batch)
    {
        var random = RandomStream.FromSeed(3);
        var network = new DenseNetwork(sizes, random.Split("init"));
        foreach (ref var parameter in network.Parameters)
        {
            parameter += (float)(0.1 * random.NextNormal()); // biases away from zero
        }

        var inputs = Numbers(random.Split("inputs"), batch * sizes[0]);
        var targets = Numbers(random.Split("targets"), batch * sizes[^1]);
        var pass = network.CreatePass(batch);
        var loss = pass.SquaredErrorStep(inputs, targets);

        var parameters = network.Parameters.ToArray().Select(value => (double)value).ToArray();
        Assert.Equal(DoubleNetwork.Loss(sizes, parameters, inputs, targets), loss, 1e-5 * Math.Max(1, loss));
        var scale = pass.Gradient.ToArray().Max(Math.Abs);
        const double small = 1e-6;
        for (var index = 0; index < parameters.Length; index += Math.Max(1, parameters.Length / 300))
        {
            var kept = parameters[index];
            parameters[index] = kept + small;
            var above = DoubleNetwork.Loss(sizes, parameters, inputs, targets);
            parameters[index] = kept - small;
            var below = DoubleNetwork.Loss(sizes, parameters, inputs, targets);
            parameters[index] = kept;
            var quotient = (above - below) / (2 * small);
            Assert.True(
                Math.Abs(quotient - pass.Gradient[index]) <= 2e-5 * scale,
                $"Parameter {index}: backward says {pass.Gradient[index]}, central differences say {quotient}; the largest is {scale}.");
        }
    }

    [Fact]
    public void A_gradient_given_from_outside_is_passed_back_like_the_loss_s_own()
    {
        var random = RandomStream.FromSeed(4);
        var network = new DenseNetwork([3, 8, 2], random);
        var (inputs, targets) = (Numbers(random, 15), Numbers(random, 10));
        var pass = network.CreatePass(5);
        pass.SquaredErrorStep(inputs, targets);
        var expected = pass.Gradient.ToArray();
        var outside = pass.Forward(inputs).ToArray().Zip(targets, (p, t) => (float)(2 * ((double)p - t) / 10)).ToArray();
        pass.Backward(outside);
        Assert.Equal(expected, pass.Gradient.ToArray());
    }

    [Fact]
    public void A_saved_network_comes_back_to_the_bit()
    {
        var network = new DenseNetwork([4, 3, 2], RandomStream.FromSeed(5));
        network.Parameters[0] = float.NaN;
        network.Parameters[1] = -0f;
        var loaded = DenseNetwork.Load(SafeTensorsFile.Parse(network.Save().ToBytes()));
        Assert.Equal(network.Sizes, loaded.Sizes);
        Assert.Equal(network.Parameters.ToArray().Select(BitConverter.SingleToUInt32Bits), loaded.Parameters.ToArray().Select(BitConverter.SingleToUInt32Bits));
        Assert.Equal([4L, 3L], network.Save()["layer1.weight"].Shape);
    }

    [Fact]
    public void A_checkpoint_that_is_no_such_network_is_refused()
    {
        var other = new SafeTensorsBuilder().AddMetadata("kind", "memory").Build();
        Assert.Contains("kind is 'memory'", Assert.Throws<FormatException>(() => DenseNetwork.Load(other)).Message, StringComparison.Ordinal);
        var torn = new SafeTensorsBuilder().AddMetadata("kind", "network").AddMetadata("sizes", "2,1")
            .Add<float>("layer1.weight", [1, 2], [1, 2]).Add<float>("layer1.bias", [0]).Build();
        Assert.Contains("is F32 of shape [1, 2]; its sizes ask for F32 of shape [2, 1]", Assert.Throws<FormatException>(() => DenseNetwork.Load(torn)).Message, StringComparison.Ordinal);
        var odd = new SafeTensorsBuilder().AddMetadata("kind", "network").AddMetadata("sizes", "2,one").Build();
        Assert.Throws<FormatException>(() => DenseNetwork.Load(odd));
        foreach (var sizes in new[] { "2000000000,2000000000,2000000000", "3", "2,0", "2,2" })
        {
            var lie = new SafeTensorsBuilder().AddMetadata("kind", "network").AddMetadata("sizes", sizes).Add<float>("layer1.bias", [1]).Build();
            Assert.Contains("and holds 1", Assert.Throws<FormatException>(() => DenseNetwork.Load(lie)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nonsense_is_refused_with_the_numbers_that_were_given()
    {
        Assert.Contains("[21]", Assert.Throws<ArgumentException>(() => new DenseNetwork([21], RandomStream.FromSeed(1))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new DenseNetwork([21, 0, 1], RandomStream.FromSeed(1)));
        var pass = new DenseNetwork([3, 2], RandomStream.FromSeed(1)).CreatePass(4);
        Assert.Contains("are 12 numbers; given were 11", Assert.Throws<ArgumentException>(() => pass.Forward(new float[11])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => pass.Backward(new float[7]));
        Assert.Throws<ArgumentException>(() => ParameterGroup.RequireCover([new("a", 0, 2), new("b", 3, 1)]));
        Assert.Throws<ArgumentException>(() => ParameterGroup.RequireCover([new("a", 0, 2), new("a", 2, 1)]));
        Assert.Throws<ArgumentException>(() => ParameterGroup.RequireCover([]));
    }

    private static float[] Numbers(RandomStream stream, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)stream.NextNormal())];
}
