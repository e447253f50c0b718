using Engram.Numerics.Autodiff;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

/// <summary>A network whose parameters lie in one buffer: on the tape and by the kernels of the dense layer, which know nothing of each other.</summary>
public sealed class FlatParametersTests
{
    private const int Batch = 10;
    private static readonly Shape[] Shapes = [new(21, 50), new(50), new(50, 3), new(3)];

    [Fact]
    public void The_tape_has_the_bits_of_the_dense_layers()
    {
        var parameters = Normal("parameters", Shapes.Sum(shape => shape.Count));
        var (x, target) = (Normal("x", Batch * 21), Normal("target", Batch * 3));

        var tape = new Tape<float>();
        var variables = tape.Variables(parameters, Shapes);
        var output = tape.Constant(x, new Shape(Batch, 21)).Linear(variables[0], variables[1], Activation.Relu).Linear(variables[2], variables[3]);
        var slope = new float[Batch * 3];
        SquaredError.Mean(output.ToArray(), target, slope);
        var actual = new float[parameters.Length];
        Gradient.CopyTo(Gradient.Of(output, tape.Constant(slope, output.Shape), variables), actual);

        var expected = new float[parameters.Length];
        var y = DenseLayers(parameters, x, slope, expected);
        Assert.Equal(y.Select(BitConverter.SingleToUInt32Bits), output.ToArray().Select(BitConverter.SingleToUInt32Bits));
        Assert.Equal(expected, actual); // the sign of a zero may differ: the kernels' chains begin with +0, the fold of a bias with its first number
    }

    private static float[] DenseLayers(float[] parameters, float[] x, float[] slope, float[] gradient)
    {
        var (first, second) = (new LayerShape(Batch, 21, 50), new LayerShape(Batch, 50, 3));
        Span<float> Part(int from, int length) => parameters.AsSpan(from, length);
        var (hidden, y, hiddenSlope) = (new float[Batch * 50], new float[Batch * 3], new float[Batch * 50]);
        DenseLayer.Forward(first, x, Part(0, 1050), Part(1050, 50), hidden, rectify: true);
        DenseLayer.Forward(second, hidden, Part(1100, 150), Part(1250, 3), y, rectify: false);
        DenseLayer.BackwardParameters(second, hidden, slope, gradient.AsSpan(1100, 150), gradient.AsSpan(1250, 3));
        DenseLayer.BackwardInput(second, slope, Part(1100, 150), hiddenSlope, rectified: hidden);
        DenseLayer.BackwardParameters(first, x, hiddenSlope, gradient.AsSpan(0, 1050), gradient.AsSpan(1050, 50));
        return y;
    }

    private static float[] Normal(string name, int count)
    {
        var stream = RandomStream.FromSeed(14).Split(name);
        return [.. Enumerable.Range(0, count).Select(_ => (float)stream.NextNormal(0, 0.3))];
    }
}
