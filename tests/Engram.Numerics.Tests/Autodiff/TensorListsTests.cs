using Engram.Numerics.Autodiff;
using Engram.Numerics.Random;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

public sealed class TensorListsTests
{
    private static readonly Shape[] Shapes = [new(3, 17), new(17), new(17, 1), new(1)];

    [Fact]
    public void A_step_of_a_list_is_that_of_each_and_goes_back_as_each_does()
    {
        var (numbers, slopes) = (Normal("p"), Normal("g"));
        foreach (var kind in (string[])["flat", "apart", "turned", "not a row"])
        {
            var tape = new Tape<float>();
            var a = kind == "apart" ? Apart(tape, numbers) : tape.Variables(numbers, Shapes).ToArray();
            var b = kind is "flat" or "turned" ? tape.Variables(slopes, Shapes).ToArray() : Apart(tape, slopes);
            if (kind == "turned")
            {
                (a[0], b[0]) = (a[0].Transpose(), b[0].Transpose());
            }

            if (kind == "not a row")
            {
                b[3] = tape.Full(new Shape(1), 3);
            }

            var together = ((ReadOnlySpan<Tensor<float>>)a).AddScaled(b, -0.3f).ToArray();
            var alone = a.Zip(b, (one, other) => one.AddScaled(other, -0.3f)).ToArray();
            Assert.Equal(Bits(alone), Bits(together));
            Assert.Equal(alone.Select(tensor => tensor.Shape), together.Select(tensor => tensor.Shape));
            Tensor<float>[] all = [.. a, .. b.Where(tensor => tensor.IsDifferentiable)];
            Assert.Equal(Bits(Gradient.Of(Loss(alone), all).ToArray()), Bits(Gradient.Of(Loss(together), all).ToArray()));
        }
    }

    [Fact]
    public void Lists_of_two_lengths_are_refused_and_of_none_have_no_sums()
    {
        var tape = new Tape<float>();
        var p = tape.Variables(Normal("p"), Shapes).ToArray();
        Assert.Contains("given were 4 and 3.", Assert.Throws<ArgumentException>(() => ((ReadOnlySpan<Tensor<float>>)p).AddScaled(p.AsSpan(0, 3), 1).Length).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => ((ReadOnlySpan<Tensor<float>>)p).AddScaled([p[1], p[2], p[0], p[3]], 1).Length);
        Assert.Equal(0, ReadOnlySpan<Tensor<float>>.Empty.AddScaled([], 1).Length);
    }

    private static Tensor<float> Loss(Tensor<float>[] p) => p.Select(tensor => tensor.Square().Sum()).Aggregate((sum, term) => sum + term);

    private static Tensor<float>[] Apart(Tape<float> tape, float[] numbers)
    {
        var from = 0;
        return [.. Shapes.Select(shape => tape.Variable(numbers.AsSpan((from += shape.Count) - shape.Count, shape.Count), shape))];
    }

    private static IEnumerable<uint> Bits(Tensor<float>[] tensors) => tensors.SelectMany(tensor => tensor.ToArray()).Select(BitConverter.SingleToUInt32Bits);

    private static float[] Normal(string name)
    {
        var stream = RandomStream.FromSeed(18).Split(name);
        return [.. Enumerable.Range(0, Shapes.Sum(shape => shape.Count)).Select(_ => (float)stream.NextNormal(0, 0.5))];
    }
}
