using Engram.Numerics.Autodiff;
using Engram.Numerics.Random;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

public sealed class ActivationsTests
{
    public static TheoryData<Activation> All => [.. Enum.GetValues<Activation>()];

    [Theory, MemberData(nameof(All))]
    public void The_slope_of_a_layer_is_that_of_its_activation_alone(Activation activation)
    {
        var tape = new Tape<float>();
        Tensor<float>[] parameters = [Variable(tape, "x", new Shape(9, 7)), Variable(tape, "w", new Shape(7, 5)), Variable(tape, "b", new Shape(5))];
        var sums = parameters[0].Linear(parameters[1], parameters[2]);
        var apart = activation switch
        {
            Activation.Identity => sums,
            Activation.Relu => sums.Relu(),
            Activation.Tanh => sums.Tanh(),
            Activation.Sigmoid => sums.Sigmoid(),
            _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "The test does not know it yet: add what it is."),
        };
        var layer = parameters[0].Linear(parameters[1], parameters[2], activation);
        Assert.Equal(Bits(apart), Bits(layer));
        var expected = Gradient.Of((apart + 1).Square().Sum(), parameters).ToArray().SelectMany(Bits);
        foreach (var createGraph in (bool[])[false, true])
        {
            Assert.Equal(expected, Gradient.Of((layer + 1).Square().Sum(), parameters, createGraph).ToArray().SelectMany(Bits));
        }
    }

    private static IEnumerable<uint> Bits(Tensor<float> tensor) => tensor.ToArray().Select(BitConverter.SingleToUInt32Bits);

    private static Tensor<float> Variable(Tape<float> tape, string name, Shape shape)
    {
        var stream = RandomStream.FromSeed(17).Split(name);
        return tape.Variable(Enumerable.Range(0, shape.Count).Select(_ => (float)stream.NextNormal(0, 0.7)).ToArray(), shape);
    }
}
