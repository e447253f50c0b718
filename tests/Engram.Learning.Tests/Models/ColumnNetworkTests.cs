using Engram.Learning.Models;
using Engram.Numerics.Autodiff;
using Engram.Numerics.Random;

namespace Engram.Learning.Tests.Models;

public sealed class ColumnNetworkTests
{
    private static readonly int[] Sizes = [11, 100, 100, 2];
    private static readonly float[] Parameters = [.. Enumerable.Range(0, 11_502).Select(i => 0.3f * (float)Math.Sin(i * 1.7))];

    // Oracle: sums written plainly in double precision, with the C library's tanh.
    [Theory, InlineData(1), InlineData(2), InlineData(7), InlineData(64), InlineData(150)]
    public void Answers_what_plain_sums_give(int batch)
    {
        var (input, output) = (Inputs(11, batch), new float[2 * batch]);
        new ColumnNetwork(Sizes, Activation.Tanh).Forward(Parameters, input, output);
        for (var k = 0; k < batch; k++)
        {
            double[] flow = [.. Enumerable.Range(0, 11).Select(row => (double)input[row * batch + k])];
            var offset = 0;
            for (var layer = 1; layer < Sizes.Length; layer++)
            {
                var (inputs, outputs) = (Sizes[layer - 1], Sizes[layer]);
                double[] next = [.. Enumerable.Range(0, outputs).Select(j =>
                    Parameters[offset + inputs * outputs + j] + Enumerable.Range(0, inputs).Sum(i => flow[i] * Parameters[offset + i * outputs + j]))];
                flow = layer == Sizes.Length - 1 ? next : [.. next.Select(Math.Tanh)];
                offset += (inputs + 1) * outputs;
            }

            Assert.Equal(flow[0], output[k], 2e-5);
            Assert.Equal(flow[1], output[batch + k], 2e-5);
        }
    }

    // Law: a sample has the same bits in every batch.
    [Fact]
    public void A_sample_does_not_know_its_batch()
    {
        const int batch = 131;
        var network = new ColumnNetwork(Sizes, Activation.Tanh);
        var (input, output) = (Inputs(11, batch), new float[2 * batch]);
        network.Forward(Parameters, input, output);
        foreach (var part in (int[])[1, 3, 20, 64, 70])
        {
            var alone = new float[2 * part];
            float[] some = [.. Enumerable.Range(0, 11).SelectMany(row => input.Skip(row * batch).Take(part))];
            network.Forward(Parameters, some, alone);
            Assert.Equal([.. output.Take(part), .. output.Skip(batch).Take(part)], alone);
        }
    }

    // Oracle: the network that also learns; it adds its bias first, so that last bits may differ.
    [Fact]
    public void Reads_the_parameters_of_a_dense_network()
    {
        const int batch = 5;
        var dense = new DenseNetwork([3, 17, 4], RandomStream.FromSeed(9));
        var (input, output) = (Inputs(3, batch), new float[4 * batch]);
        new ColumnNetwork([3, 17, 4], Activation.Relu).Forward(dense.Parameters, input, output);
        float[] rows = [.. Enumerable.Range(0, 3 * batch).Select(i => input[i % 3 * batch + i / 3])];
        var expected = dense.CreatePass(batch).Forward(rows).ToArray();
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], output[i % 4 * batch + i / 4], 1e-6);
        }
    }

    [Fact]
    public void The_last_layer_may_have_a_function_too()
    {
        float[] output = new float[2];
        new ColumnNetwork([1, 1], Activation.Identity, Activation.Sigmoid).Forward([2, 1], [0.5f, -0.5f], output);
        Assert.Equal(1 / (1 + Math.Exp(-2)), output[0], 1e-6);
        Assert.Equal(0.5, output[1], 1e-6);
    }

    [Fact]
    public void Allocates_nothing()
    {
        var network = new ColumnNetwork(Sizes, Activation.Tanh);
        var (input, output) = (new float[11 * 70], new float[2 * 70]);
        network.Forward(Parameters, input, output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        network.Forward(Parameters, input, output);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_what_does()
    {
        var network = new ColumnNetwork(Sizes, Activation.Tanh);
        Assert.Equal(
            "Given were 11502 parameters, 10 inputs and room for 2 outputs; the network has 11502 parameters, and a sample has 11 inputs and 2 outputs.",
            Assert.Throws<ArgumentException>(() => network.Forward(Parameters, new float[10], new float[2])).Message);
        Assert.StartsWith("A network needs at least two positive sizes, input to output; given were [3].",
            Assert.Throws<ArgumentException>(() => new ColumnNetwork([3], Activation.Tanh)).Message, StringComparison.Ordinal);
    }

    private static float[] Inputs(int rows, int batch)
    {
        var random = RandomStream.FromSeed(4);
        return [.. Enumerable.Range(0, rows * batch).Select(_ => (float)random.NextUniform(-1, 1))];
    }
}
