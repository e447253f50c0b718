using Engram.Numerics.Autodiff;
using Engram.Numerics.Random;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

/// <summary>What the contract and the references do not see: edges, refusals, chance.</summary>
public sealed class OperationTests
{
    private readonly Tape<float> _tape = new();

    [Fact]
    public void Probabilities_of_scores_of_any_size_neither_overflow_nor_vanish()
    {
        var x = _tape.Constant([1000, 999, -1000, -1000, -1000, -1000], new Shape(2, 3));
        var p = x.Softmax().ToArray();
        Assert.Equal(0.7310586f, p[0], 1e-6f);
        Assert.Equal([1 / 3f, 1 / 3f, 1 / 3f], p[3..]);
        Assert.Equal(-0.31326166f, x.LogSoftmax().ToArray()[0], 1e-6f);
        Assert.Equal(-2000.3132f, x.LogSoftmax().ToArray()[2]);
        Assert.Equal(x.Softmax().ToArray(), x.Transpose().Softmax(0).Transpose().ToArray());
    }

    [Fact]
    public void A_column_that_does_not_exist_is_refused()
    {
        var x = _tape.Constant(new float[6], new Shape(2, 3));
        Assert.Contains("Pick chooses among 0 to 2", Assert.Throws<ArgumentOutOfRangeException>(() => x.CrossEntropy([0, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("Gather chooses among 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => x.Gather(0, [-1])).Message, StringComparison.Ordinal);
        Says("Pick was given 3 integers for [2]. It needs one for each number, 2.", () => x.Pick([0, 1, 2]));
    }

    [Fact]
    public void Layers_say_which_shapes_they_take()
    {
        var x = _tape.Constant(new float[6], new Shape(2, 3));
        var b = _tape.Constant(new float[4], new Shape(4));
        Says("Linear was given x [2, 3], weights [2, 3] and bias [4]. It takes x [..., n, inputs]", () => x.Linear(x, b));
        Says("MeanSquaredError was given [2, 3] and [4].", () => x.MeanSquaredError(b));
        Says("Join was given [2, 3] and [3, 2], axis 0.", () => x.Join(x.Transpose(), 0));
        Says("LstmCell was given x [2, 3], h [2, 3], c [2, 3], weights [2, 3] and [2, 3], and bias [4].", () => x.LstmCell(new LstmState<float>(x, x), x, x, b));
        var image = _tape.Constant(new float[12], new Shape(1, 1, 3, 4));
        Says("Convolve was given images [1, 1, 3, 4] and weights [1, 1, 3, 4], stride 0, padding 0.", () => image.Convolve(image, 0));
        Says("Convolve was given [1, 1, 3, 4] and [2, 3].", () => image.Convolve(x));
        Says("Convolve was given weights [1, 1, 3, 4] and bias [2, 3].", () => image.Convolve(image, x));
        Says("MaxPool was given images [1, 1, 3, 4] and weights [1, 1, 4, 4]", () => image.MaxPool(4, 1));
        Assert.Contains("a lower bound below the upper; given were 1 and 1", Assert.Throws<ArgumentException>(() => x.Clip(1, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dropout_leaves_out_what_its_stream_says_and_keeps_the_mean()
    {
        var x = _tape.Full(new Shape(100, 100), 1);
        var once = x.Dropout(0.25, RandomStream.FromSeed(1).Split("dropout")).ToArray();
        Assert.All(once, number => Assert.True(number is 0 or 1 / 0.75f));
        Assert.InRange(once.Average(), 0.97, 1.03);
        Assert.Equal(once, x.Dropout(0.25, RandomStream.FromSeed(1).Split("dropout")).ToArray());
        Assert.NotEqual(once, x.Dropout(0.25, RandomStream.FromSeed(1).Split("another")).ToArray());
        var stream = RandomStream.FromSeed(1);
        Assert.Equal(x.ToArray(), x.Dropout(0, stream).ToArray());
        Assert.Equal(10_000ul, stream.Position);
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Dropout(1, stream));
    }

    [Fact]
    public void The_first_of_the_largest_wins_a_pool_and_a_NaN_is_the_largest()
    {
        var x = _tape.Variable([1, 3, 3, 2, 0, float.NaN, 5, 5], new Shape(1, 2, 2, 2));
        var y = x.MaxPool(2, 2);
        Assert.Equal([3, float.NaN], y.ToArray());
        Assert.Equal([0, 1, 0, 0, 0, 1, 0, 0], Gradient.Of(y.Sum(), [x])[0].ToArray());
    }

    [Theory]
    [InlineData(2f, 3f, 8f)]
    [InlineData(-2f, 3f, -8f)]
    [InlineData(-2f, -2f, 0.25f)]
    [InlineData(-2f, 0.5f, float.NaN)]
    [InlineData(0f, 0.5f, 0f)]
    [InlineData(0f, -0.5f, float.PositiveInfinity)]
    [InlineData(0f, 0f, 1f)]
    [InlineData(2f, 100f, 1.2676506e30f)]
    [InlineData(9f, 0.5f, 3f)]
    public void Powers_are_what_they_are(float x, float p, float expected) => Assert.Equal(expected, _tape.Constant(x).Pow(p).Item());

    private static void Says(string beginning, Func<object> refused) =>
        Assert.StartsWith(beginning, Assert.Throws<ShapeException>(refused).Message, StringComparison.Ordinal);
}
