using System.Buffers;
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

    [Fact]
    public void Borrowed_parameters_are_read_where_they_lie()
    {
        var room = Normal("parameters", 3 + Shapes.Sum(shape => shape.Count));
        var parameters = room.AsMemory(2, room.Length - 3);
        var x = Normal("x", Batch * 21);
        var tape = new Tape<float>();
        Tensor<float> Output(ReadOnlySpan<Tensor<float>> p) =>
            tape.Constant(x, new Shape(Batch, 21)).Linear(p[0], p[1], Activation.Relu).Linear(p[2], p[3]).Square().Mean();
        float[] Gradients(ReadOnlySpan<Tensor<float>> p)
        {
            var gradient = new float[parameters.Length];
            Gradient.CopyTo(Gradient.Of(Output(p), p), gradient);
            return gradient;
        }

        var borrowed = tape.BorrowedVariables(parameters, Shapes);
        var copied = tape.Variables(parameters.Span, Shapes);
        Assert.Equal(Shapes, borrowed.ToArray().Select(variable => variable.Shape));
        Assert.Equal(Gradients(copied), Gradients(borrowed));

        var before = Output(copied).Item();
        parameters.Span[^1] += 1; // too early, as the description says
        Assert.Equal(before, Output(copied).Item());
        Assert.NotEqual(before, Output(borrowed).Item());
    }

    [Theory, InlineData("borrowed"), InlineData("copied"), InlineData("apart"), InlineData("in another order"), InlineData("used twice"), InlineData("not used"), InlineData("no array"), InlineData("where they lie")]
    public void Gradients_go_into_a_buffer_as_they_are_copied_there(string kind)
    {
        var tape = new Tape<float>();
        var (numbers, x) = (Normal("parameters", Shapes.Sum(shape => shape.Count)), Normal("x", Batch * 21));
        var from = 0;
        var p = kind switch
        {
            "borrowed" or "where they lie" => tape.BorrowedVariables(numbers, Shapes).ToArray(),
            "apart" => Shapes.Select(shape => tape.Variable(numbers.AsSpan((from += shape.Count) - shape.Count, shape.Count), shape)).ToArray(),
            _ => tape.Variables(numbers, Shapes).ToArray(),
        };
        var hidden = tape.Constant(x, new Shape(Batch, 21)).Linear(p[0], p[1], Activation.Tanh);
        var loss = kind == "not used" ? hidden.Square().Mean() : hidden.Linear(p[2], p[3]).Square().Mean();
        loss = kind == "used twice" ? loss + tape.Constant(x, new Shape(Batch, 21)).Linear(p[0], p[1]).Square().Mean() : loss;
        if (kind == "in another order")
        {
            (p[2], p[3]) = (p[3], p[2]);
        }

        var (expected, room) = (new float[numbers.Length], new float[numbers.Length + 5]);
        Gradient.CopyTo(Gradient.Of(loss, p), expected);
        using var elsewhere = new Elsewhere(numbers.Length);
        var target = kind == "no array" ? elsewhere.Memory : kind == "where they lie" ? numbers : room.AsMemory(3, numbers.Length);
        Gradient.Into(loss, p, target);
        Assert.Equal(expected, target.ToArray());
        Assert.Equal(new float[3], room[..3]);
        Assert.Equal(new float[2], room[^2..]);

        var next = new float[numbers.Length]; // the buffer is the caller's again: what comes later lies elsewhere
        Gradient.CopyTo(Gradient.Of(hidden.Sum(), p.AsSpan(0, 2)), next.AsSpan(0, 1100));
        Assert.Equal(expected, target.ToArray());
    }

    [Fact]
    public void Gradients_are_added_to_a_buffer()
    {
        var tape = new Tape<float>();
        float[] numbers = [1, 2, 3];
        Shape[] shapes = [new(2), new(1)];
        var flat = tape.Variables(numbers, shapes);
        var other = tape.Variables(numbers, shapes);
        float[] sum = [10, 20, 30];
        Gradient.AddTo(flat, sum);
        Assert.Equal([11, 22, 33], sum);
        Gradient.AddTo([flat[1], other[0]], sum);
        Assert.Equal([14, 23, 35], sum);
        Assert.Contains("have 3 numbers together; there is room for 2.", Assert.Throws<ArgumentException>(() => Gradient.AddTo(tape.Variables(numbers, shapes), sum.AsSpan(1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_that_is_no_array_is_not_borrowed()
    {
        using var elsewhere = new Elsewhere(1);
        var refused = Assert.Throws<ArgumentException>(() => new Tape<float>().BorrowedVariables(elsewhere.Memory, [Shape.Scalar]).Length);
        Assert.Contains("Only an array, or a part of one, can be borrowed. Copy other memory with Variables.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_buffer_of_another_length_is_refused()
    {
        var tape = new Tape<float>();
        Assert.Contains("The 4 shapes have 1253 numbers together; the buffer has 5.", Assert.Throws<ArgumentException>(() => tape.BorrowedVariables(new float[5], Shapes).Length).Message, StringComparison.Ordinal);
        Assert.Contains("The 4 shapes have 1253 numbers together; the buffer has 5.", Assert.Throws<ArgumentException>(() => tape.Variables(new float[5], Shapes).Length).Message, StringComparison.Ordinal);
        var one = tape.Constant(1);
        Assert.Contains("have 2 numbers together; there is room for 3.", Assert.Throws<ArgumentException>(() => Gradient.CopyTo([one, one], new float[3])).Message, StringComparison.Ordinal);
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

    // Memory that no array stands behind, as far as anyone is told.
    private sealed class Elsewhere(int count) : MemoryManager<float>
    {
        private readonly float[] _numbers = new float[count];

        public override Span<float> GetSpan() => _numbers;

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
