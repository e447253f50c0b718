using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

public sealed class SingleLaneKernelsTests() : KernelsContract<float>(new ManagedKernels<float>(VectorWidth.Single), 1e-6);

public sealed class Bits128KernelsTests() : KernelsContract<float>(new ManagedKernels<float>(VectorWidth.Bits128), 1e-6);

public sealed class Bits256KernelsTests() : KernelsContract<float>(new ManagedKernels<float>(VectorWidth.Bits256), 1e-6);

public sealed class Bits512KernelsTests() : KernelsContract<float>(new ManagedKernels<float>(VectorWidth.Bits512), 1e-6);

public sealed class DoubleKernelsTests() : KernelsContract<double>(new ManagedKernels<double>(), 1e-13);

/// <summary>What every backend keeps to: the numbers of plain loops in double precision. A backend joins with one line, as those above.</summary>
/// <param name="kernels">The backend.</param>
/// <param name="tolerance">Of each number, relative to the larger of 1 and what is expected, times the length of a sum.</param>
public abstract class KernelsContract<T>(IKernels<T> kernels, double tolerance)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly int[] Lengths = [1, 3, 16, 37, 130];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    [Fact]
    public void Functions_of_one_number_are_what_they_are_called()
    {
        foreach (var function in Enum.GetValues<Unary>())
        {
            foreach (var length in Lengths)
            {
                var x = Numbers($"x {length}", length).Select(number => function is Unary.Log or Unary.SquareRoot ? T.Abs(number) : number).ToArray();
                var y = new T[length];
                kernels.Map(function, x, y);
                Agree($"{function}", x.Select(number => Expected(function, double.CreateChecked(number))), y);
                kernels.Map(function, x, x);
                Assert.Equal(y, x);
            }
        }
    }

    [Fact]
    public void Functions_of_two_numbers_are_what_they_are_called_with_one_or_many_on_either_side()
    {
        foreach (var function in Enum.GetValues<Binary>())
        {
            foreach (var (length, aStep, bStep) in Lengths.SelectMany(length => new[] { (length, 1, 1), (length, 0, 1), (length, 1, 0), (length, 0, 0) }))
            {
                var (a, b, y) = (Numbers("a", length), Numbers("b", length), new T[length]);
                b[0] = a[0];
                b[^1] = function == Binary.Divide ? b[^1] : T.Zero;
                kernels.Combine(function, a, aStep, b, bStep, y);
                Agree($"{function}, steps {aStep} and {bStep}", Enumerable.Range(0, length).Select(index => Expected(function, At(a, index * aStep), At(b, index * bStep))), y);
            }
        }
    }

    [Fact]
    public void A_scaled_sum_rounds_the_product_and_then_the_sum()
    {
        foreach (var length in Lengths)
        {
            var (a, b, y, factor) = (Numbers("a", length), Numbers("b", length), new T[length], T.CreateChecked(-0.3));
            kernels.AddScaled(a, b, factor, y);
            Agree("AddScaled", a.Zip(b, (one, other) => double.CreateChecked(one + (other * factor))), y);
            kernels.AddScaled(a, b, factor, a);
            Assert.Equal(y, a);
        }
    }

    [Theory, InlineData(1, 1, 1), InlineData(1, 200, 1), InlineData(3, 67, 1), InlineData(2, 9, 37), InlineData(1, 5, 16), InlineData(4, 1, 3)]
    public void Folds_run_over_the_axis_in_the_middle(int outer, int count, int inner)
    {
        var (x, sums, largest) = (Numbers("x", outer * count * inner), new T[outer * inner], new T[outer * inner]);
        IEnumerable<double> Row(int index) => Enumerable.Range(0, count).Select(c => At(x, (((index / inner * count) + c) * inner) + (index % inner)));
        kernels.Reduce(Fold.Sum, x, sums, outer, count, inner);
        kernels.Reduce(Fold.Largest, x, largest, outer, count, inner);
        Agree("Sum", Enumerable.Range(0, outer * inner).Select(index => Row(index).Sum()), sums, count);
        Agree("Largest", Enumerable.Range(0, outer * inner).Select(index => Row(index).Max()), largest);
        x[^1] = T.NaN;
        kernels.Reduce(Fold.Largest, x, largest, outer, count, inner);
        Assert.True(T.IsNaN(largest[^1]));
    }

    [Theory, InlineData(1, 1, 1), InlineData(5, 7, 3), InlineData(10, 21, 100), InlineData(33, 17, 16), InlineData(6, 64, 50)]
    public void A_product_takes_its_matrices_as_they_lie_and_begins_and_ends_as_it_is_told(int rows, int inner, int columns)
    {
        var (a, b, start, gate) = (Numbers("a", rows * inner), Numbers("b", inner * columns), Numbers("start", columns), Numbers("gate", rows * columns));
        for (var kind = 0; kind < 32; kind++)
        {
            var (left, right, begun, rectified, gated) = ((kind & 1) > 0, (kind & 2) > 0, (kind & 4) > 0, (kind & 8) > 0, (kind & 24) == 16);
            var c = new T[rows * columns];
            kernels.Multiply(new MatrixProduct<T>
            {
                A = a, RowStride = left ? 1 : inner, InnerStride = left ? rows : 1, B = b, RightInnerStride = right ? 1 : columns, RightColumnStride = right ? inner : 1,
                Initial = begun ? start : default, C = c, Rows = rows, Columns = columns, Inner = inner, Rectify = rectified, Gate = gated ? gate : default,
            });
            double Sum(int row, int column) => (begun ? At(start, column) : 0) + Enumerable.Range(0, inner)
                .Sum(k => At(a, left ? (k * rows) + row : (row * inner) + k) * At(b, right ? (column * inner) + k : (k * columns) + column));
            var expected = Enumerable.Range(0, c.Length).Select(index => Sum(index / columns, index % columns)).ToArray();
            Agree(
                $"Multiply, kind {kind}",
                expected.Select((sum, index) => rectified ? Math.Max(sum, 0) : gated && At(gate, index) <= 0 ? 0 : sum),
                c, inner);
        }
    }

    [Theory, InlineData(1, 1), InlineData(3, 20), InlineData(70, 5), InlineData(1, 640)]
    public void An_LSTM_cell_goes_forwards_and_back(int rows, int units)
    {
        var (z, cell, hiddenGradient, cellGradient) = (Numbers("z", rows * units * 4), Numbers("c", rows * units), Numbers("gh", rows * units), Numbers("gc", rows * units));
        var (gates, next, hidden, sum, dz, before) = ((T[])z.Clone(), new T[cell.Length], new T[cell.Length], new T[cell.Length], new T[z.Length], new T[cell.Length]);
        kernels.ActivateGates(gates, rows, units);
        kernels.RunLstm(LstmPart.Advance, new LstmRows<T> { Rows = rows, Units = units, Activations = gates, Cell = cell, NextCell = next });
        kernels.Map(Unary.Tanh, next, hidden);
        var tangent = (T[])hidden.Clone();
        var back = new LstmRows<T>
        {
            Rows = rows, Units = units, Activations = gates, Cell = cell, Hidden = tangent, HiddenGradient = hiddenGradient, CellGradient = sum,
            NextCellGradient = before, GateGradient = dz,
        };
        kernels.RunLstm(LstmPart.Open, new LstmRows<T> { Rows = rows, Units = units, Activations = gates, Hidden = hidden });
        kernels.RunLstm(LstmPart.AddHiddenToCell, new LstmRows<T>
        {
            Rows = rows, Units = units, Activations = gates, Hidden = tangent, HiddenGradient = hiddenGradient, CellGradient = cellGradient, NextCellGradient = sum,
        });
        kernels.RunLstm(LstmPart.ToGates, back);
        kernels.RunLstm(LstmPart.Forget, back);

        var (i, f, g, o) = (Gate(0, Sigmoid), Gate(1, Sigmoid), Gate(2, Math.Tanh), Gate(3, Sigmoid));
        var c = Each(n => (f[n] * At(cell, n)) + (i[n] * g[n]));
        var dc = Each(n => At(cellGradient, n) + (At(hiddenGradient, n) * o[n] * (1 - (Math.Tanh(c[n]) * Math.Tanh(c[n])))));
        Agree("c'", c, next);
        Agree("h'", Each(n => o[n] * Math.Tanh(c[n])), hidden);
        Agree("∂c'", dc, sum);
        Agree("∂c", Each(n => dc[n] * f[n]), before);
        Agree("∂i", Each(n => dc[n] * g[n] * i[n] * (1 - i[n])), Column(dz, 0));
        Agree("∂f", Each(n => dc[n] * At(cell, n) * f[n] * (1 - f[n])), Column(dz, 1));
        Agree("∂g", Each(n => dc[n] * i[n] * (1 - (g[n] * g[n]))), Column(dz, 2));
        Agree("∂o", Each(n => At(hiddenGradient, n) * Math.Tanh(c[n]) * o[n] * (1 - o[n])), Column(dz, 3));

        // A whole step back, in place.
        var (steppedGradient, steppedGateGradient) = ((T[])cellGradient.Clone(), new T[z.Length]);
        kernels.RunLstm(LstmPart.StepBack, new LstmRows<T>
        {
            Rows = rows, Units = units, Activations = gates, Cell = cell, Hidden = tangent, HiddenGradient = hiddenGradient,
            CellGradient = steppedGradient, NextCellGradient = steppedGradient, GateGradient = steppedGateGradient,
        });
        Agree("∂z of a step back", dz.Select(double.CreateChecked), steppedGateGradient);
        Agree("∂c of a step back", before.Select(double.CreateChecked), steppedGradient);

        double[] Each(Func<int, double> of) => [.. Enumerable.Range(0, rows * units).Select(of)];
        double[] Gate(int which, Func<double, double> function) => [.. Column(z, which).Select(number => function(double.CreateChecked(number)))];
        T[] Column(T[] all, int which) => [.. Enumerable.Range(0, rows * units).Select(n => all[(n / units * 4 * units) + (which * units) + (n % units)])];
    }

    [Fact]
    public void An_LSTM_stack_runs_as_its_formulas_say_and_its_gradient_is_that_of_differences()
    {
        const int Steps = 3;
        const int Coordinates = 35;
        var shape = new LstmStackShape(2, 3, 2);
        var (parameters, inputs, state) = (Numbers("p", shape.Parameters), Numbers("x", Steps * 2 * Coordinates), Numbers("s", shape.State * Coordinates));
        var (outputs, next, weights, gradient) = (new T[Steps * Coordinates], new T[state.Length], Numbers("w", Steps * Coordinates), new T[parameters.Length]);
        var stack = new LstmStack<T> { Shape = shape, Parameters = parameters, Steps = Steps, Coordinates = Coordinates, Inputs = inputs, State = state };
        kernels.RunStack(stack, outputs, next);
        kernels.RunStackBack(stack, weights, gradient);

        double[] Plain(T[] from) => [.. from.Select(double.CreateChecked)];
        var plain = Plain(parameters);
        var (expected, expectedState) = PlainLstm.Run(shape, plain, Plain(inputs), Plain(state), Steps, Coordinates);
        Agree("outputs", expected, outputs, 8);
        Agree("state", expectedState, next, 8);
        double Loss() => PlainLstm.Run(shape, plain, Plain(inputs), Plain(state), Steps, Coordinates).Outputs.Zip(weights, (y, w) => y * double.CreateChecked(w)).Sum();
        var differences = plain.Select((value, index) =>
        {
            const double Step = 1e-5;
            plain[index] = value + Step;
            var up = Loss();
            plain[index] = value - Step;
            var down = Loss();
            plain[index] = value;
            return (up - down) / (2 * Step);
        }).ToArray();
        Assert.All(differences.Zip(gradient), pair => Assert.Equal(pair.First, double.CreateChecked(pair.Second), (Math.Abs(pair.First) + 1) * (1e-8 + (100 * tolerance))));
    }

    private static double Expected(Unary function, double x) => function switch
    {
        Unary.Negate => -x,
        Unary.Abs => Math.Abs(x),
        Unary.Sign => Math.Sign(x),
        Unary.Square => x * x,
        Unary.SquareRoot => Math.Sqrt(x),
        Unary.Exp => Math.Exp(x),
        Unary.Log => Math.Log(x),
        Unary.Sin => Math.Sin(x),
        Unary.Cos => Math.Cos(x),
        Unary.Relu => Math.Max(x, 0),
        Unary.Tanh => Math.Tanh(x),
        Unary.Sigmoid => Sigmoid(x),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "The contract does not know it yet: add what it is."),
    };

    private static double Expected(Binary function, double a, double b) => function switch
    {
        Binary.Add => a + b,
        Binary.Subtract => a - b,
        Binary.Multiply => a * b,
        Binary.Divide => a / b,
        Binary.Less => a < b ? 1 : 0,
        Binary.Equal => a == b ? 1 : 0,
        Binary.KeepWhere => b == 0 ? 0 : a,
        Binary.Larger => Math.Max(a, b),
        Binary.Smaller => Math.Min(a, b),
        Binary.ReluSlope => a > 0 ? b : 0,
        Binary.TanhSlope => b * (1 - (a * a)),
        Binary.SigmoidSlope => b * a * (1 - a),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "The contract does not know it yet: add what it is."),
    };

    private static double At(T[] numbers, int index) => double.CreateChecked(numbers[index]);

    private static T[] Numbers(string name, int count)
    {
        var stream = RandomStream.FromSeed(31).Split(name);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateChecked(stream.NextNormal(0, 0.7)))];
    }

    private void Agree(string what, IEnumerable<double> expected, T[] actual, int length = 1)
    {
        foreach (var (index, (wanted, got)) in expected.Zip(actual.Select(double.CreateChecked)).Index())
        {
            Assert.True(Math.Abs(wanted - got) <= tolerance * length * Math.Max(1, Math.Abs(wanted)), $"{what}, number {index} of {actual.Length}: {wanted:R} is expected, {got:R} came.");
        }
    }
}
