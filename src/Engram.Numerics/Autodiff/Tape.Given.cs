using System.Runtime.InteropServices;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <content>What a step begins with: variables and constants.</content>
public sealed partial class Tape<T>
{
    /// <summary>A tensor that gradients are taken by. The numbers are copied.</summary>
    /// <param name="numbers">Row by row, as many as the shape has.</param>
    /// <param name="shape">The shape.</param>
    public Tensor<T> Variable(ReadOnlySpan<T> numbers, Shape shape)
    {
        RequireInPlace("Variable");
        var variable = Given("variable", numbers, shape);
        variable.Node.IsDifferentiable = true;
        return variable;
    }

    /// <summary>A flat buffer of parameters as one variable for each shape, one behind the other. The numbers are copied.</summary>
    /// <param name="numbers">As many as all the shapes have together.</param>
    /// <param name="shapes">In the order of the buffer.</param>
    /// <returns>In the order of the shapes; valid until <see cref="Clear"/>. <see cref="Gradient.CopyTo"/> brings gradients back into such a
    /// buffer.</returns>
    /// <exception cref="ArgumentException">There are more or fewer numbers.</exception>
    public ReadOnlySpan<Tensor<T>> Variables(ReadOnlySpan<T> numbers, ReadOnlySpan<Shape> shapes)
    {
        RequireCount(numbers.Length, shapes);
        RequireInPlace("Variables");
        var copy = Beside(numbers.Length, out var neighbours);
        numbers.CopyTo(copy);
        return Lay(copy, neighbours, shapes);
    }

    /// <summary>As <see cref="Variables"/>, but the numbers stay where they are, in memory of the caller's: a small network is read a few times in a step,
    /// and a copy is one time more.</summary>
    /// <param name="numbers">As many as all the shapes have together, in an array or a part of one. Move them after the gradients were taken: what is
    /// computed later sees the new numbers, what was computed before does not, and a gradient through both belongs to neither. Nothing notices.</param>
    /// <param name="shapes">In the order of the buffer.</param>
    /// <returns>In the order of the shapes; valid until <see cref="Clear"/>.</returns>
    /// <exception cref="ArgumentException">There are more or fewer numbers, or they do not lie in an array.</exception>
    public ReadOnlySpan<Tensor<T>> BorrowedVariables(ReadOnlyMemory<T> numbers, ReadOnlySpan<Shape> shapes)
    {
        RequireCount(numbers.Length, shapes);
        if (!MemoryMarshal.TryGetArray(numbers, out var part))
        {
            throw new ArgumentException("Only an array, or a part of one, can be borrowed. Copy other memory with Variables.", nameof(numbers));
        }

        Lend(part);

        return Lay(part, Beside(part.Offset, part.Count), shapes);
    }

    /// <summary>A tensor that does not change with any parameter. The numbers are copied.</summary>
    /// <param name="numbers">Row by row, as many as the shape has.</param>
    /// <param name="shape">The shape.</param>
    public Tensor<T> Constant(ReadOnlySpan<T> numbers, Shape shape)
    {
        RequireInPlace("Constant");
        return Given("constant", numbers, shape);
    }

    /// <summary>A constant whose numbers stay where they are, in an array of the caller's: for large ones, whose copy would take longer than their use.</summary>
    /// <param name="numbers">Row by row, as many as the shape has. Nothing is copied: they must not change until <see cref="Clear"/>, but may
    /// between the runs of a <see cref="Capture.CapturedStep{T}"/>.</param>
    /// <param name="shape">The shape.</param>
    public Tensor<T> Borrowed(T[] numbers, Shape shape)
    {
        RequireCount("borrowed", numbers.Length, shape);
        Lend(numbers);
        return new Tensor<T>(Place("borrowed", numbers, Layout.Dense(shape, 0), isDense: true));
    }

    /// <summary>One number.</summary>
    public Tensor<T> Constant(T number) => Said(number, Shape.Scalar);

    /// <summary>The same number everywhere. Takes the memory of one.</summary>
    public Tensor<T> Full(Shape shape, T number)
    {
        if (shape.Count == 1)
        {
            return Said(number, shape);
        }

        var one = Constant(number).Node;
        return new Tensor<T>(Place("constant", one.Storage, one.Layout.BroadcastTo(shape), isDense: false));
    }

    private ReadOnlySpan<Tensor<T>> Lay(ArraySegment<T> numbers, int neighbours, ReadOnlySpan<Shape> shapes)
    {
        var variables = Handles(shapes.Length);
        for (int index = 0, from = numbers.Offset; index < shapes.Length; from += shapes[index++].Count)
        {
            var variable = Neighbour("variable", neighbours, numbers.Array!, Layout.Dense(shapes[index], from));
            variable.IsDifferentiable = true;
            variables[index] = new Tensor<T>(variable);
        }

        return variables;
    }

    private Tensor<T> Given(string operation, ReadOnlySpan<T> numbers, Shape shape)
    {
        RequireCount(operation, numbers.Length, shape);
        var node = New(operation, shape);
        numbers.CopyTo(node.Numbers);
        return new Tensor<T>(node);
    }

    // One number that the code says: a captured step has the same one in every run.
    private Tensor<T> Said(T number, Shape shape)
    {
        var constant = Given("constant", [number], shape);
        if (Capturing is not null)
        {
            constant.Node.IsOwner = false; // a gradient that is added in place would be in it when the next run begins
            Capturing.Give(constant.Node.Numbers);
        }

        return constant;
    }

    private void RequireInPlace(string method)
    {
        if (Capturing is not null)
        {
            throw NotRepeatable($"Tape.{method} copies numbers", "Have them read where they lie, with Borrowed or BorrowedVariables.");
        }
    }

    private static void RequireCount(string operation, int count, Shape shape)
    {
        if (count != shape.Count)
        {
            throw new ShapeException(operation, $"{count} numbers for the shape {shape}", $"It needs {shape.Count}.");
        }
    }

    private static void RequireCount(int numbers, ReadOnlySpan<Shape> shapes)
    {
        var needed = 0L;
        foreach (var shape in shapes)
        {
            needed += shape.Count;
        }

        if (needed != numbers)
        {
            throw new ArgumentException($"The {shapes.Length} shapes have {needed} numbers together; the buffer has {numbers}.", nameof(numbers));
        }
    }
}
