using Engram.Numerics.Autodiff;
using Engram.Numerics.Random;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

public sealed class TapeGivenTests
{
    private const int Batch = 10;
    private static readonly Shape[] Shapes = [new(21, 50), new(50), new(50, 3), new(3)];

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
    }

    private static float[] Normal(string name, int count)
    {
        var stream = RandomStream.FromSeed(14).Split(name);
        return [.. Enumerable.Range(0, count).Select(_ => (float)stream.NextNormal(0, 0.3))];
    }
}
