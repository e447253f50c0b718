using Engram.Numerics.Autodiff;
using Engram.Numerics.Random;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

/// <summary>A layer goes back all at once where nothing is recorded, and operation by operation where something is: the same bits.</summary>
public sealed class LayerGradientsTests
{
    public static TheoryData<Activation, string> Layers
    {
        get
        {
            var data = new TheoryData<Activation, string>();
            foreach (var activation in Enum.GetValues<Activation>())
            {
                foreach (var kind in (string[])["one", "one sample", "one output", "a batch", "one matrix for a batch", "turned weights", "the input again"])
                {
                    data.Add(activation, kind);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Layers))]
    public void Both_ways_have_the_same_bits(Activation activation, string kind)
    {
        var tape = new Tape<float>();
        var (x, w, b) = kind switch
        {
            "one sample" => (new Shape(1, 7), new Shape(7, 5), new Shape(5)),
            "one output" => (new Shape(9, 7), new Shape(7, 1), new Shape(1)),
            "a batch" => (new Shape(3, 9, 7), new Shape(3, 7, 5), new Shape(3, 5)),
            "one matrix for a batch" => (new Shape(3, 9, 7), new Shape(7, 5), new Shape(5)),
            "turned weights" => (new Shape(9, 7), new Shape(5, 7), new Shape(5)),
            "the input again" => (new Shape(7, 7), new Shape(7, 7), new Shape(7)),
            _ => (new Shape(9, 7), new Shape(7, 5), new Shape(5)),
        };
        var (input, weights, bias) = (Variable(tape, "x", x), Variable(tape, "w", w), Variable(tape, "b", b));
        var y = kind == "the input again"
            ? input.Tanh().Linear(input.Tanh(), bias, activation).Linear(input, bias, activation)
            : input.Tanh().Linear(kind == "turned weights" ? weights.Transpose() : weights, bias, activation);
        Tensor<float>[] parameters = kind == "the input again" ? [input, bias] : [input, weights, bias];
        foreach (var loss in (Tensor<float>[])[y.Square().Sum(), y.Sum()])
        {
            var expected = Gradient.Of(loss, parameters, createGraph: true).ToArray();
            var count = tape.Count;
            var actual = Gradient.Of(loss, parameters).ToArray();
            Assert.Equal(expected.SelectMany(Bits), actual.SelectMany(Bits));
            Assert.All(actual, gradient => Assert.False(gradient.IsDifferentiable));
            Assert.True(tape.Count - count < count, "The shorter way makes fewer places.");
        }
    }

    [Fact]
    public void Only_what_is_asked_for_is_computed()
    {
        var tape = new Tape<float>();
        var (x, w, b) = (Variable(tape, "x", new Shape(9, 7)), Variable(tape, "w", new Shape(7, 5)), Variable(tape, "b", new Shape(5)));
        var loss = x.Linear(w, b, Activation.Tanh).Sum();
        int Places(params Tensor<float>[] parameters)
        {
            var before = tape.Count;
            Assert.Equal(parameters.Length, Gradient.Of(loss, parameters).Length);
            return tape.Count - before;
        }

        Assert.Equal(2, Places(x, w, b) - Places(b));
        Assert.Equal(Places(w), Places(b));
    }

    [Fact]
    public void A_NaN_on_the_way_back_is_found_where_it_came_up()
    {
        var tape = new Tape<float> { FindsNaN = true };
        var (x, w, b) = (Variable(tape, "x", new Shape(2, 3)), Variable(tape, "w", new Shape(3, 4)), Variable(tape, "b", new Shape(4)));
        var y = x.Linear(w, b);
        var weights = tape.Full(y.Shape, float.PositiveInfinity);
        Assert.Contains("Linear", Assert.Throws<NaNFoundException>(() => Gradient.Of(y, weights, [x]).Length).Message, StringComparison.Ordinal); // ∞ − ∞
    }

    private static IEnumerable<uint> Bits(Tensor<float> tensor) => tensor.ToArray().Select(BitConverter.SingleToUInt32Bits);

    private static Tensor<float> Variable(Tape<float> tape, string name, Shape shape)
    {
        var stream = RandomStream.FromSeed(17).Split(name);
        return tape.Variable(Enumerable.Range(0, shape.Count).Select(_ => (float)stream.NextNormal(0, 0.7)).ToArray(), shape);
    }
}
