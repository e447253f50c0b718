using Engram.Numerics.Autodiff;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

/// <summary>How every operation is called: at least one sample under each name. Shapes that broadcast, views and single numbers are among them.</summary>
internal static class OperationSamples
{
    private static readonly Shape Row = new(3);
    private static readonly Shape Column = new(2, 1);
    private static readonly Shape Matrix = new(2, 3);
    private static readonly Shape Cube = new(2, 3, 2);
    private static readonly Shape Block = new(2, 2, 3, 2);

    private static readonly (string Operation, Sample Sample)[] All =
    [
        .. Arithmetic(),
        .. Reductions(),
        .. Views(),
        .. Choices(),
        .. Products(),
    ];

    public static IReadOnlyList<Sample> Of(string operation) => [.. All.Where(entry => entry.Operation == operation).Select(entry => entry.Sample)];

    private static IEnumerable<(string, Sample)> Arithmetic() =>
    [
        .. Binary("Add", (a, b) => a.Add(b)),
        .. Binary("op_Addition", (a, b) => a + b),
        .. Binary("Subtract", (a, b) => a.Subtract(b)),
        .. Binary("op_Subtraction", (a, b) => a - b),
        .. Binary("Multiply", (a, b) => a.Multiply(b)),
        .. Binary("op_Multiply", (a, b) => a * b),
        .. Binary("Divide", (a, b) => a.Divide(b)),
        .. Binary("op_Division", (a, b) => a / b),
        One("op_Addition", Matrix, x => x + 2),
        One("op_Subtraction", Matrix, x => (x - 2) * (3 - x)),
        One("op_Multiply", Matrix, x => (x * 2) + (3 * x)),
        One("op_Division", Matrix, x => (x / 2) * (3 / x)),
        One("Negate", Matrix, x => x.Negate()),
        One("op_UnaryNegation", Matrix, x => -x),
        One("Square", Matrix, x => x.Square()),
        One("SquareRoot", Matrix, x => x.SquareRoot()),
    ];

    private static IEnumerable<(string, Sample)> Reductions() =>
    [
        .. Folds("Sum", (x, axes) => x.Sum(axes)),
        .. Folds("Mean", (x, axes) => x.Mean(axes)),
        .. Folds("Max", (x, axes) => x.Max(axes)),
        One("SumTo", Cube, x => x.Square().SumTo(new Shape(3, 1))),
        One("MaxTo", Cube, x => x.Square().MaxTo(new Shape(2, 1, 2))),
        One("BroadcastTo", Column, x => x.Square().BroadcastTo(Cube.Without(0).WithPadded(2, 2)).Square()),
        One("BroadcastTo", new Shape(3, 1), x => x.BroadcastTo(Block).Square()),
    ];

    private static IEnumerable<(string, Sample)> Views() =>
    [
        One("Reshape", Cube, x => x.Square().Reshape(new Shape(4, 3)).Square()),
        One("Reshape", Cube, x => x.Swap(0, 1).Reshape(new Shape(12)).Square()),
        One("Swap", Block, x => x.Swap(0, -1).Square()),
        One("Swap", Block, x => x.Square().Swap(1, 2) * x.Swap(1, 2)),
        One("Transpose", Cube, x => x.Transpose().Square() * x.Transpose()),
        One("Slice", Cube, x => x.Slice(1, 1, 2).Square() * x.Slice(1, 0, 2)),
        One("Slice", Matrix, x => x.Transpose().Slice(0, 1, 1).Square()),
        One("Pad", Matrix, x => x.Square().Pad(0, 1, 4).Square()),
        One("Pad", Cube, x => x.Transpose().Pad(-2, 0, 3).Square()),
        Pair("Detach", Matrix, Matrix, (a, b) => a * b.Square() + (a.Detach().Detach() - a.Detach())),
    ];

    private static IEnumerable<(string, Sample)> Choices() =>
    [
        Pair("LessThan", Matrix, Row, (a, b) => a.Square() * a.LessThan(b)),
        Pair("EqualTo", Matrix, Row, (a, b) => a.Square() * a.EqualTo(b)),
        Signed("Sign", x => x.Square() * x.Sign()),
        Signed("Abs", x => x.Abs() * x),
        Pair("KeepWhere", Matrix, Row, (a, b) => a.Square().KeepWhere(b.LessThan(b.Mean()))),
        Pair("Maximum", Matrix, Row, (a, b) => a.Square().Maximum(b.Square())),
        Pair("Minimum", Matrix, Row, (a, b) => a.Square().Minimum(b.Square())),
        Pair("Where", Matrix, Row, (a, b) => global::Engram.Numerics.Autodiff.Choices.Where(a.LessThan(b), a.Square(), b.Square())),
        One("Clip", Block, x => x.Square().Clip(0.6, 1.5)),
    ];

    private static IEnumerable<(string, Sample)> Products() =>
    [
        Pair("MatMul", Matrix, new Shape(3, 4), (a, b) => a.MatMul(b)),
        Pair("MatMul", Block, new Shape(2, 4), (a, b) => a.MatMul(b).Square()),
        Pair("MatMul", new Shape(3, 2), Cube, (a, b) => b.MatMul(b.Transpose().MatMul(b)).MatMul(a.Transpose())),
    ];

    private static IEnumerable<(string, Sample)> Binary(string operation, Func<Tensor<double>, Tensor<double>, Tensor<double>> apply) =>
    [
        Pair(operation, Matrix, Matrix, apply),
        Pair(operation, Matrix, Row, apply),
        Pair(operation, Column, Row, apply),
        Pair(operation, Cube, Shape.Scalar, apply),
        Pair(operation, Shape.Scalar, Block, apply),
        Pair(operation, new Shape(3, 2), Matrix, (a, b) => apply(a.Transpose(), b.Square())),
    ];

    private static IEnumerable<(string, Sample)> Folds(string operation, Fold apply) =>
    [
        One(operation, Cube, x => apply(x.Square(), [])),
        One(operation, Cube, x => apply(x.Square(), 1)),
        One(operation, Block, x => apply(x.Square(), 0, 2)),
        One(operation, Block, x => apply(x.Swap(0, 2).Square(), 1, -1)),
    ];

    private static (string, Sample) One(string operation, Shape shape, Func<Tensor<double>, Tensor<double>> apply) =>
        (operation, new Sample([shape], 0.5, 1.5, inputs => apply(inputs[0])));

    private static (string, Sample) Signed(string operation, Func<Tensor<double>, Tensor<double>> apply) =>
        (operation, new Sample([Cube], -2, 2, inputs => apply(inputs[0])));

    private static (string, Sample) Pair(string operation, Shape first, Shape second, Func<Tensor<double>, Tensor<double>, Tensor<double>> apply) =>
        (operation, new Sample([first, second], 0.5, 1.5, inputs => apply(inputs[0], inputs[1])));

    private delegate Tensor<double> Fold(Tensor<double> x, params ReadOnlySpan<int> axes);
}
