using Engram.Numerics.Autodiff;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;
using Engram.Numerics.Tensors;
using Engram.Numerics.Tests.Kernels;

namespace Engram.Numerics.Tests.Autodiff;

/// <summary>The same bits at every vector width, for everything a tape does. Odd extents, so that every kernel has tails.</summary>
public sealed class DeterminismTests
{
    public static TheoryData<string> Widths => [.. Enum.GetNames<VectorWidth>()];

    // Pinned: independent of processor, operating system and run-time version.
    [Theory, MemberData(nameof(Widths))]
    public void A_gradient_through_a_gradient_step_has_pinned_bits(string width)
    {
        var tape = new Tape<float>(new ManagedKernels<float>(Enum.Parse<VectorWidth>(width)));
        var stream = RandomStream.FromSeed(11);
        Shape[] shapes = [new(2, 13), new(13), new(13, 37), new(37), new(37, 1), new(1)];
        var weights = shapes.Select((shape, index) => Normal(stream.Split($"w {index}"), shape.Count)).ToArray();
        var (x, y) = (Normal(stream.Split("x"), 9 * 2), Normal(stream.Split("y"), 9));
        for (var step = 0; step < 20; step++)
        {
            tape.Clear();
            var parameters = weights.Select((numbers, index) => tape.Variable(numbers, shapes[index])).ToArray();
            var (inputs, targets) = (tape.Constant(x, new Shape(9, 2)), tape.Constant(y, new Shape(9, 1)));
            var slopes = Gradient.Of(Network(inputs, parameters).MeanSquaredError(targets), parameters, createGraph: true).ToArray();
            var adapted = parameters.Zip(slopes, (parameter, slope) => parameter - (slope * 0.05f)).ToArray();
            var outer = Gradient.Of(Network(inputs, adapted).MeanSquaredError(targets.Negate()), parameters);
            for (var index = 0; index < weights.Length; index++)
            {
                (parameters[index] - (outer[index] * 0.01f)).CopyTo(weights[index]);
            }
        }

        Assert.Equal("67d7696cfabffced", HashOf(weights.SelectMany(numbers => numbers)));
    }

    [Theory, MemberData(nameof(Widths))]
    public void An_image_classifier_has_pinned_bits(string width)
    {
        var tape = new Tape<float>(new ManagedKernels<float>(Enum.Parse<VectorWidth>(width)));
        var stream = RandomStream.FromSeed(12);
        var x = tape.Variable(Normal(stream.Split("x"), 3 * 2 * 11 * 9), new Shape(3, 2, 11, 9));
        var w = tape.Variable(Normal(stream.Split("w"), 5 * 2 * 3 * 3), new Shape(5, 2, 3, 3));
        var v = tape.Variable(Normal(stream.Split("v"), 5 * 5 * 4 * 7), new Shape(5 * 5 * 4, 7));
        var b = tape.Variable(Normal(stream.Split("b"), 7), new Shape(7));
        var hidden = x.Convolve(w, padding: 1).Sigmoid().MaxPool(2, 2).Dropout(0.2, stream.Split("dropout")).Reshape(new Shape(3, 5 * 5 * 4));
        var scores = hidden.Linear(v, b).Maximum(hidden.Sum(-1).Sin().Reshape(new Shape(3, 1)));
        var loss = scores.CrossEntropy([3, 0, 6]) + scores.GaussianLogDensity(b.Cos(), b.Abs().Log()).Mean() + hidden.Pow(1.5f).Mean();
        var gradients = Gradient.Of(loss, [x, w, v, b]);
        Assert.Equal("dee53a7c518c1dbd", HashOf([loss.Item(), .. gradients[0].ToArray(), .. gradients[1].ToArray(), .. gradients[2].ToArray(), .. gradients[3].ToArray()]));
    }

    private static Tensor<float> Network(Tensor<float> x, Tensor<float>[] parameters) => x
        .Linear(parameters[0], parameters[1], Activation.Tanh)
        .Linear(parameters[2], parameters[3], Activation.Relu)
        .Linear(parameters[4], parameters[5]);

    private static float[] Normal(RandomStream stream, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)stream.NextNormal(0, 0.5))];

    private static string HashOf(IEnumerable<float> numbers) => ElementaryValues.HashOf(numbers.Select(number => (double)number));
}
