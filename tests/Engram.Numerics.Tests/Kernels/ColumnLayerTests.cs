using Engram.Numerics.Autodiff;
using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tests.Kernels;

public sealed class ColumnLayerTests
{
    // Oracle: one chain of fused multiply-adds over the inputs and the bias, then the function of one number.
    [Theory, InlineData(1), InlineData(3), InlineData(16), InlineData(37)]
    public void Is_one_chain_and_its_function_bit_for_bit_at_every_width(int batch)
    {
        const int inputs = 13;
        const int outputs = 11;
        float[] parameters = [.. Enumerable.Range(0, (inputs + 1) * outputs).Select(i => 0.2f * (float)Math.Sin(i * 2.3))];
        float[] input = [.. Enumerable.Range(0, inputs * batch).Select(i => (float)Math.Cos(i * 0.7)), .. Enumerable.Repeat(1f, batch)];
        foreach (var activation in Enum.GetValues<Activation>())
        {
            var expected = new float[outputs * batch];
            for (var i = 0; i < expected.Length; i++)
            {
                var sum = 0f;
                for (var k = 0; k <= inputs; k++)
                {
                    sum = MathF.FusedMultiplyAdd(parameters[k * outputs + i / batch], input[k * batch + i % batch], sum);
                }

                var lane = new SingleLane<float>(sum);
                expected[i] = activation switch
                {
                    Activation.Relu => Math.Max(sum, 0),
                    Activation.Tanh => HyperbolicTangent.Of(lane).Value,
                    Activation.Sigmoid => Logistic.Of(lane).Value,
                    _ => sum,
                };
            }

            foreach (var width in Enum.GetValues<VectorWidth>())
            {
                var output = new float[outputs * batch];
                ColumnLayer.Forward(new(batch, inputs, outputs), parameters, input, output, activation, width);
                Assert.Equal(expected, output);
            }
        }
    }

    [Fact]
    public void A_wrong_length_is_named_with_the_right_one()
    {
        var error = Assert.Throws<ArgumentException>(
            () => ColumnLayer.Forward(new(2, 3, 4), new float[16], new float[6], new float[8], Activation.Tanh));
        Assert.StartsWith("'input' has 6 numbers; a layer in columns with batch 2, 3 inputs and 4 outputs needs 8.", error.Message, StringComparison.Ordinal);
    }
}
