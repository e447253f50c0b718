using Engram.Numerics.Autodiff;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;
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

    [ThreadStatic]
    private static RandomStream? _chance;

    private static RandomStream Chance => _chance ??= RandomStream.FromSeed(1).Split("dropout");

    private static readonly (string Operation, Sample Sample)[] All =
    [
        .. Arithmetic(),
        .. Reductions(),
        .. Views(),
        .. Choices(),
        .. Products(),
        .. Functions(),
        .. Activations(),
        .. Layers(),
        .. Picking(),
        .. Probabilities(),
        .. Images(),
        .. Recurrent(),
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
        One("Scale", Matrix, x => x.Square().Scale(-1.5)),
        .. Binary("AddScaled", (a, b) => a.AddScaled(b, -0.3)),
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

    private static IEnumerable<(string, Sample)> Functions() =>
    [
        Signed("Exp", x => x.Exp()),
        One("Log", Cube, x => x.Log()),
        Signed("Sin", x => x.Sin()),
        Signed("Cos", x => x.Cos()),
        One("Pow", Cube, x => x.Pow(2.5)),
        Signed("Pow", x => x.Pow(3) + x.Pow(0) + x.Pow(1)),
        One("Pow", Cube, x => x.Pow(-2)),
    ];

    private static IEnumerable<(string, Sample)> Activations() =>
    [
        Signed("Relu", x => x.Relu() * x),
        Signed("Tanh", x => x.Tanh()),
        Signed("Sigmoid", x => x.Sigmoid()),
        SignedPair("ReluSlope", (x, g) => x.ReluSlope(g * x)),
        SignedPair("TanhSlope", (x, g) => x.TanhSlope(g)),
        SignedPair("SigmoidSlope", (x, g) => x.SigmoidSlope(g)),
    ];

    private static IEnumerable<(string, Sample)> Layers() =>
    [
        .. Enum.GetValues<Activation>().Select(activation => ("Linear", new Sample(
            [new Shape(4, 3), new Shape(3, 2), new Shape(2)], -1, 1, inputs => inputs[0].Linear(inputs[1], inputs[2], activation)))),
        ("Linear", new Sample([Cube, new Shape(2, 3), Row], -1, 1, inputs => inputs[0].Linear(inputs[1], inputs[2].Square(), Activation.Tanh))),
        ("Linear", new Sample([Cube, new Shape(2, 2, 4), new Shape(2, 4)], -1, 1, inputs => inputs[0].Linear(inputs[1], inputs[2].Square(), Activation.Tanh))),
        ("Linear", new Sample([new Shape(3, 2), new Shape(2, 1, 2, 4), new Shape(2, 1, 4)], -1, 1, inputs => inputs[0].Linear(inputs[1], inputs[2], Activation.Sigmoid))),
        One("Dropout", Block, x => x.Square().Dropout(0.3, Rewound())),
    ];

    private static IEnumerable<(string, Sample)> Picking() =>
    [
        One("Take", Matrix, x => x.Square().Take([5, 0, 0, 3], new Shape(2, 2)).Square()),
        One("Put", Matrix, x => x.Square().Put([1, 1, 4, 0, 3, 1], new Shape(5)).Square()),
        One("Pick", Cube, x => x.Square().Pick([0, 1, 1, 0, 0, 1])),
        One("Gather", Cube, x => x.Square().Gather(1, [2, 0, 2, 2]).Square()),
        One("Gather", Matrix, x => x.Transpose().Gather(-1, [1, 1]).Square()),
        Pair("Join", Matrix, new Shape(4, 3), (a, b) => a.Square().Join(b.Square(), 0).Square()),
        Pair("Join", Cube, new Shape(2, 1, 2), (a, b) => a.Swap(0, 2).Join(b, 1).Square()),
        Pair("Concat", Matrix, Column, (a, b) => Joining.Concat([a, b, a.Square()], -1).Square()),
    ];

    private static IEnumerable<(string, Sample)> Probabilities() =>
    [
        Signed("Softmax", x => x.Softmax()),
        Signed("Softmax", x => x.Softmax(0)),
        Signed("LogSoftmax", x => x.LogSoftmax()),
        Signed("LogSoftmax", x => x.LogSoftmax(1)),
        One("CrossEntropy", Matrix, x => x.CrossEntropy([2, 0])),
        Pair("MeanSquaredError", Matrix, Matrix, (a, b) => a.MeanSquaredError(b)),
        ("GaussianLogDensity", new Sample([Matrix, Row, Column], -1, 1, inputs => inputs[0].GaussianLogDensity(inputs[1], inputs[2]))),
    ];

    private static IEnumerable<(string, Sample)> Images() =>
    [
        Pair("Convolve", new Shape(2, 2, 5, 4), new Shape(3, 2, 3, 2), (x, w) => x.Convolve(w)),
        Pair("Convolve", new Shape(1, 2, 4, 5), new Shape(2, 2, 3, 3), (x, w) => x.Convolve(w, stride: 2, padding: 1).Square()),
        Pair("Convolve", new Shape(1, 1, 3, 2), new Shape(1, 1, 2, 5), (x, w) => x.Convolve(w, padding: 3)), // windows that see nothing but padding
        .. Enum.GetValues<Activation>().Select(activation => ("Convolve", new Sample(
            [new Shape(2, 2, 5, 4), new Shape(3, 2, 2, 3), new Shape(3)], -1, 1, inputs => inputs[0].Convolve(inputs[1], inputs[2], activation, padding: 1)))),
        Pair("ConvolveBack", new Shape(1, 2, 5, 4), new Shape(2, 2, 2, 3), (g, w) => g.ConvolveBack(w, 4, 4, padding: 1)),
        Pair("ConvolveBack", new Shape(2, 3, 2, 2), new Shape(3, 1, 3, 2), (g, w) => g.ConvolveBack(w, 5, 4, stride: 2)),
        Pair("ConvolveWeights", new Shape(2, 1, 5, 4), new Shape(2, 2, 3, 3), (x, g) => x.ConvolveWeights(g, 3, 2, padding: 0)),
        Pair("ConvolveWeights", new Shape(1, 2, 4, 4), new Shape(1, 2, 2, 2), (x, g) => x.ConvolveWeights(g, 3, 3, stride: 2, padding: 1)),
        One("MaxPool", new Shape(1, 2, 4, 5), x => x.Square().MaxPool(2, 2)),
        One("MaxPool", new Shape(2, 1, 5, 4), x => x.Square().MaxPool(3, 1).Square()),
        .. Enum.GetValues<Activation>().Select(activation => ("MaxPool", new Sample([new Shape(1, 2, 4, 5)], -1, 1, inputs => inputs[0].MaxPool(2, 2, activation)))),
        One("MeanPool", new Shape(2, 2, 4, 5), x => x.Square().MeanPool(2, 1).Square()),
    ];

    private static IEnumerable<(string, Sample)> Recurrent() =>
    [
        ("LstmCell", new Sample([new Shape(2, 3), new Shape(2, 2), new Shape(2, 2), new Shape(3, 8), new Shape(2, 8), new Shape(8)], -1, 1, inputs =>
        {
            var next = inputs[0].LstmCell(new LstmState<double>(inputs[1], inputs[2]), inputs[3], inputs[4], inputs[5]);
            return next.Hidden.Join(next.Cell, 0);
        })),
        ("LstmCell", new Sample([new Shape(3, 1), new Shape(3, 2), new Shape(3, 2), new Shape(1, 8), new Shape(2, 8), new Shape(8)], -1, 1, inputs =>
        {
            var first = inputs[0].LstmCell(new LstmState<double>(inputs[1], inputs[2].Transpose().Transpose()), inputs[3], inputs[4], inputs[5]);
            var second = first.Hidden.Slice(-1, 1, 1).LstmCell(first, inputs[3], inputs[4], inputs[5]);
            return second.Hidden.Join(second.Hidden.LstmCell(second, inputs[4], inputs[4], inputs[5]).Cell, 0);
        })),
        ("LstmScan", Scan(new LstmStackShape(1, 2, 1), steps: 1, coordinates: 3)),
        ("LstmScan", Scan(new LstmStackShape(2, 2, 2), steps: 3, coordinates: 2)),
        Signed("LogAndSign", x => x.LogAndSign(0.5)),
    ];

    // Inputs and the first state are constants; the state after the last step is one too.
    private static Sample Scan(LstmStackShape shape, int steps, int coordinates) => new([new Shape(shape.Parameters)], -1, 1, inputs =>
    {
        var tape = inputs[0].Tape;
        var (given, state) = (new Shape(steps, shape.Inputs, coordinates), new Shape(2 * shape.Layers, shape.Units, coordinates));
        var (numbers, start) = (tape.Result("inputs", given, out var room), tape.Result("state", state, out var stateRoom));
        Ramp(room);
        Ramp(stateRoom);
        return numbers.LstmScan(inputs[0], shape, start, out _);
    });

    private static void Ramp(Span<double> numbers)
    {
        for (var index = 0; index < numbers.Length; index++)
        {
            numbers[index] = (index * 7 % 11 * 0.2) - 1;
        }
    }

    // The same numbers in every call.
    private static RandomStream Rewound()
    {
        Chance.Position = 0;
        return Chance;
    }

    private static (string, Sample) SignedPair(string operation, Func<Tensor<double>, Tensor<double>, Tensor<double>> apply) =>
        (operation, new Sample([Cube, Cube], -2, 2, inputs => apply(inputs[0], inputs[1])));

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
