using Engram.Numerics.Autodiff;
using Engram.Numerics.Random;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

public sealed class GradientFlatTests
{
    private const int Batch = 10;
    private static readonly Shape[] Shapes = [new(21, 50), new(50), new(50, 8), new(8), new(8, 3), new(3)];

    [Theory, InlineData("borrowed"), InlineData("copied"), InlineData("apart"), InlineData("in another order"), InlineData("used twice"), InlineData("not used"), InlineData("no array"), InlineData("where they lie"), InlineData("half where they lie")]
    public void Gradients_go_into_a_buffer_as_they_are_copied_there(string kind)
    {
        var tape = new Tape<float>();
        var (all, x) = (Normal("parameters", 20 + Shapes.Sum(shape => shape.Count)), Normal("x", Batch * 21));
        var numbers = all.AsMemory(20);
        var from = 0;
        var p = kind switch
        {
            "borrowed" or "where they lie" or "half where they lie" => tape.BorrowedVariables(numbers, Shapes).ToArray(),
            "apart" => Shapes.Select(shape => tape.Variable(numbers.Span.Slice((from += shape.Count) - shape.Count, shape.Count), shape)).ToArray(),
            _ => tape.Variables(numbers.Span, Shapes).ToArray(),
        };
        var hidden = tape.Constant(x, new Shape(Batch, 21)).Linear(p[0], p[1], Activation.Tanh).Linear(p[2], p[3], Activation.Tanh);
        var loss = kind == "not used" ? hidden.Square().Mean() : hidden.Linear(p[4], p[5]).Square().Mean();
        loss = kind == "used twice" ? loss + tape.Constant(x, new Shape(Batch, 21)).Linear(p[0], p[1]).Square().Mean() : loss;
        if (kind == "in another order")
        {
            (p[2], p[3]) = (p[3], p[2]);
        }

        var (expected, room) = (new float[numbers.Length], new float[numbers.Length + 5]);
        Gradient.CopyTo(Gradient.Of(loss, p), expected);
        using var elsewhere = new Elsewhere(numbers.Length);
        var target = kind switch
        {
            "no array" => elsewhere.Memory,
            "where they lie" => numbers,
            "half where they lie" => all.AsMemory(0, numbers.Length), // the last gradients lie on the weights of the layer before
            _ => room.AsMemory(3, numbers.Length),
        };
        Gradient.Into(loss, p, target);
        Assert.Equal(expected, target.ToArray());
        Assert.Equal(new float[3], room[..3]);
        Assert.Equal(new float[2], room[^2..]);

        var next = new float[numbers.Length]; // the buffer is the caller's again: what comes later lies elsewhere
        Gradient.CopyTo(Gradient.Of(hidden.Sum(), p.AsSpan(0, 2)), next.AsMemory(0, 1100));
        Assert.Equal(expected, target.ToArray());
    }

    [Theory, InlineData("neighbours"), InlineData("apart"), InlineData("in another order"), InlineData("with a gap"), InlineData("one twice"), InlineData("turned"), InlineData("one number for all"), InlineData("none")]
    public void Tensors_are_laid_into_a_buffer_and_added_to_one_in_the_order_of_the_list(string kind)
    {
        var tape = new Tape<float>();
        Shape[] shapes = [new(2, 3), new(4), new(1), new(3, 2)];
        var p = tape.Variables(Normal("tensors", 17), shapes).ToArray();
        Tensor<float>[] tensors = kind switch
        {
            "neighbours" => p,
            "apart" => [p[0], tape.Constant([1, 2, 3], new Shape(3)), p[1]],
            "in another order" => [p[1], p[0], p[2], p[3]],
            "with a gap" => [p[0], p[2], p[3]],
            "one twice" => [p[2], p[2]],
            "turned" => [p[0].Transpose(), p[1], p[2]],
            "one number for all" => [tape.Full(new Shape(5), 7), p[0]],
            _ => [],
        };
        var expected = tensors.SelectMany(tensor => tensor.ToArray()).ToArray();
        var target = Normal("target", expected.Length);
        var sums = target.Zip(expected, (before, number) => before + number).ToArray();
        Gradient.AddTo(tensors, target);
        Assert.Equal(sums, target);
        Gradient.CopyTo(tensors, target);
        Assert.Equal(expected, target);
    }

    [Fact]
    public void A_gradient_that_is_one_number_for_all_fills_its_part()
    {
        var tape = new Tape<float>();
        var p = tape.BorrowedVariables(new float[20_001], [new Shape(20_000), new Shape(1)]).ToArray();
        var target = Normal("target", 20_001);
        Gradient.Into(p[1].Sum() * 2, p, target); // which does not depend on the other one
        Assert.Equal([.. new float[20_000], 2], target);
        Gradient.Into(p[0].Sum(), p, target);
        Assert.Equal([.. Enumerable.Repeat(1f, 20_000), 0], target);
    }

    [Fact]
    public void A_gradient_that_lies_in_another_place_of_the_buffer_is_copied()
    {
        var tape = new Tape<float>();
        float[] all = [1, 2, 3, 4, 0];
        var p = tape.BorrowedVariables(all.AsMemory(0, 4), [new Shape(2), new Shape(2)]).ToArray();
        var product = tape.Result("InnerProduct", Shape.Scalar, out var sum);
        sum[0] = 11;
        product.DependsOn(p[0], static (y, _) => y.Input(1)).DependsOn(p[1]); // the gradient of a product is the other factor itself
        Gradient.Into(product, p, all.AsMemory(1));
        Assert.Equal([1, 3, 4, 0, 0], all);
    }

    [Fact]
    public void Gradients_of_nothing_fill_nothing()
    {
        var tape = new Tape<float>();
        Gradient.Into(tape.Variable([2], Shape.Scalar).Square(), [], Memory<float>.Empty);
        Assert.Equal(0, Gradient.Of(tape.Constant(1), []).Length);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var tape = new Tape<float>();
        var p = tape.Variables([1, 2, 3], [new Shape(2), new Shape(1)]).ToArray();
        foreach (var room in (int[])[2, 4])
        {
            foreach (var lay in (Action<float[]>[])[target => Gradient.CopyTo(p, target), target => Gradient.AddTo(p, target), target => Gradient.Into(p[0].Sum(), p, target)])
            {
                var target = new float[room];
                Assert.Contains($"The 2 tensors have 3 numbers together; there is room for {room}.", Assert.Throws<ArgumentException>(() => lay(target)).Message, StringComparison.Ordinal);
                Assert.Equal(new float[room], target);
            }
        }

        Assert.Contains("A gradient belongs to one number", Assert.Throws<ShapeException>(() => Gradient.Into(p[0], p, new float[3])).Message, StringComparison.Ordinal);
        Assert.Contains("Parameter 1 (constant [1]) is a constant.", Assert.Throws<InvalidOperationException>(() => Gradient.Into(p[0].Sum(), [p[0], tape.Constant([1], new Shape(1))], new float[3])).Message, StringComparison.Ordinal);
    }

    private static float[] Normal(string name, int count)
    {
        var stream = RandomStream.FromSeed(14).Split(name);
        return [.. Enumerable.Range(0, count).Select(_ => (float)stream.NextNormal(0, 0.3))];
    }
}
