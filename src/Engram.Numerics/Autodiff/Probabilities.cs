using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Scores to probabilities, and losses that are minus the logarithm of one.</summary>
public static class Probabilities
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>Operations on a tensor.</summary>
    /// <param name="x">The tensor.</param>
    /// <typeparam name="T">float or double.</typeparam>
    extension<T>(Tensor<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>e^x / Σ e^x along an axis, computed from x less its largest, so that nothing overflows.</summary>
        /// <param name="axis">Along which; the last unless said.</param>
        public Tensor<T> Softmax(int axis = -1) => x.Shape.Position(axis) != Shape.MaxRank - 1
            ? x.Swap(axis, -1).Softmax().Swap(axis, -1)
            : OfRows(nameof(Softmax), x, logarithm: false)
                .DependsOn(x, static (y, g) => g.Subtract(g.Multiply(y).SumTo(OneColumn(y.Shape))).Multiply(y));

        /// <summary>x − ln Σ e^x along an axis: the logarithm of <see cref="Softmax"/> without its underflow.</summary>
        /// <param name="axis">Along which; the last unless said.</param>
        public Tensor<T> LogSoftmax(int axis = -1) => x.Shape.Position(axis) != Shape.MaxRank - 1
            ? x.Swap(axis, -1).LogSoftmax().Swap(axis, -1)
            : OfRows(nameof(LogSoftmax), x, logarithm: true)
                .DependsOn(x, static (y, g) => g.Subtract(y.Exp().Multiply(g.SumTo(OneColumn(y.Shape)))));

        /// <summary>The mean over all samples of −ln softmax(x)[label].</summary>
        /// <param name="labels">For each row of scores the right column.</param>
        /// <exception cref="ShapeException">There are more or fewer labels than rows.</exception>
        /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
        public Tensor<T> CrossEntropy(ReadOnlySpan<int> labels) => x.LogSoftmax().Pick(labels).Mean().Negate();

        /// <summary>The mean of (x − target)² over all numbers.</summary>
        /// <param name="target">Of the same shape.</param>
        /// <exception cref="ShapeException">The shapes differ: a loss does not broadcast, which would be a mistake more often than not.</exception>
        public Tensor<T> MeanSquaredError(Tensor<T> target)
        {
            var (prediction, wanted) = (x.Node, target.Node);
            var tape = prediction.Tape;
            if (prediction.Shape != wanted.Shape)
            {
                throw new ShapeException(nameof(MeanSquaredError), $"{x.Shape} and {target.Shape}", "Predictions and targets must have the same shape. Reshape one of them.");
            }

            var errors = tape.Scratch(prediction.Shape.Count);
            tape.Kernels.Combine(Binary.Subtract, tape.Dense(prediction), 1, tape.Dense(wanted), 1, errors);
            tape.Kernels.Map(Unary.Square, errors, errors);
            var result = tape.New(nameof(MeanSquaredError), Shape.Scalar);
            var mean = result.Numbers;
            tape.Kernels.Reduce(Fold.Sum, errors, mean, 1, errors.Length, 1);
            tape.Kernels.Combine(Binary.Multiply, mean, 1, [T.One / T.CreateChecked(errors.Length)], 0, mean);
            tape.Connect(
                result,
                prediction,
                static (y, g) => SquaredErrorSlope(y.Input(0), y.Input(1), g),
                wanted,
                static (y, g) => SquaredErrorSlope(y.Input(1), y.Input(0), g));
            return new Tensor<T>(result);
        }

        /// <summary>ln of the density of a normal distribution, number by number: −½ ((x − μ) / σ)² − ln σ − ½ ln 2π.</summary>
        /// <param name="mean">μ; the shapes meet by broadcasting.</param>
        /// <param name="logDeviation">ln σ, which may be any number.</param>
        /// <exception cref="ShapeException">The shapes do not meet.</exception>
        public Tensor<T> GaussianLogDensity(Tensor<T> mean, Tensor<T> logDeviation) =>
            x.Subtract(mean).Multiply(logDeviation.Negate().Exp()).Square() * T.CreateTruncating(-0.5)
            - (logDeviation + T.CreateTruncating(HalfLogTwoPi));
    }

    // g · 2/n · (a − b): operations where it is differentiated again, else the same numbers in one.
    private static Tensor<T> SquaredErrorSlope<T>(Tensor<T> a, Tensor<T> b, Tensor<T> g)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (shape, tape) = (a.Shape, a.Tape);
        var twoOver = T.CreateTruncating(2) * (T.One / T.CreateChecked(shape.Count));
        if (tape.IsRecording)
        {
            return a.Subtract(b).Multiply(g.Scale(twoOver));
        }

        var result = tape.New(nameof(MeanSquaredError), shape);
        var numbers = result.Numbers;
        tape.Kernels.Combine(Binary.Subtract, tape.Dense(a.Node), 1, tape.Dense(b.Node), 1, numbers);
        var factor = tape.Scratch(1);
        tape.Kernels.Combine(Binary.Multiply, tape.Dense(g.Node), 1, [twoOver], 0, factor);
        tape.Kernels.Combine(Binary.Multiply, numbers, 1, factor, 0, numbers);
        return new Tensor<T>(result).DependsOn(a).DependsOn(b);
    }

    private static Shape OneColumn(Shape shape) => shape.WithPadded(Shape.MaxRank - 1, 1);

    private static Tensor<T> OfRows<T>(string operation, Tensor<T> x, bool logarithm)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tape = x.Tape;
        var numbers = tape.Dense(x.Node);
        var columns = x.Shape.Padded(Shape.MaxRank - 1);
        var powers = tape.Scratch(columns);
        var one = tape.Scratch(1);
        var result = tape.New(operation, x.Shape);
        var target = result.Numbers;
        for (var from = 0; from < numbers.Length; from += columns)
        {
            var row = target.Slice(from, columns);
            tape.Kernels.Reduce(Fold.Largest, numbers.Slice(from, columns), one, 1, columns, 1);
            tape.Kernels.Combine(Binary.Subtract, numbers.Slice(from, columns), 1, one, 0, row);
            tape.Kernels.Map(Unary.Exp, row, powers);
            tape.Kernels.Reduce(Fold.Sum, powers, one, 1, columns, 1);
            if (logarithm)
            {
                tape.Kernels.Map(Unary.Log, one, one);
                tape.Kernels.Combine(Binary.Subtract, row, 1, one, 0, row);
            }
            else
            {
                tape.Kernels.Combine(Binary.Divide, powers, 1, one, 0, row);
            }
        }

        return new Tensor<T>(result);
    }
}
