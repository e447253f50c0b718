using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>Every width against plain loops that say, in a few lines, what the order of operations is.</summary>
public sealed class DenseLayerTests
{
    private static readonly VectorWidth[] Widths = Enum.GetValues<VectorWidth>();

    public static TheoryData<int> Outputs => [.. Enumerable.Range(1, 68)]; // past four 16-wide vectors, every remainder

    [Theory, MemberData(nameof(Outputs))]
    public void Forward_has_the_bits_of_the_plain_loop_at_every_width(int outputs)
    {
        foreach (var (batch, inputs) in new[] { (1, 1), (4, 3), (5, 21), (10, 7), (13, 2) })
        {
            var shape = new LayerShape(batch, inputs, outputs);
            var (x, w, b) = (Numbers("x", shape.InputBatch), Numbers("w", shape.Weights), Numbers("b", outputs));
            foreach (var rectify in new[] { false, true })
            {
                var expected = Plain(batch, outputs, inputs, (m, k) => x[(m * inputs) + k], (k, n) => w[(k * outputs) + n], n => b[n]);
                if (rectify)
                {
                    expected = [.. expected.Select(value => value < 0 ? 0 : value)];
                }

                AtEveryWidth(expected, (width, y) => DenseLayer.Forward(shape, x, w, b, y, rectify, width));
            }
        }
    }

    [Theory, MemberData(nameof(Outputs))]
    public void Parameter_gradients_have_the_bits_of_the_plain_loop_at_every_width(int outputs)
    {
        foreach (var (batch, inputs) in new[] { (1, 1), (3, 6), (10, 21), (17, 5) })
        {
            var shape = new LayerShape(batch, inputs, outputs);
            var (x, dy) = (Numbers("x", shape.InputBatch), Numbers("dy", shape.OutputBatch));
            AtEveryWidth(
                Plain(inputs, outputs, batch, (m, k) => x[(k * inputs) + m], (k, n) => dy[(k * outputs) + n], _ => 0),
                (width, dw) => DenseLayer.BackwardParameters(shape, x, dy, dw, new float[outputs], width));
            AtEveryWidth(
                Plain(1, outputs, batch, (_, _) => 1, (k, n) => dy[(k * outputs) + n], _ => 0),
                (width, db) => DenseLayer.BackwardParameters(shape, x, dy, new float[shape.Weights], db, width));
        }
    }

    [Theory, MemberData(nameof(Outputs))]
    public void Input_gradients_have_the_bits_of_the_plain_loop_at_every_width(int inputs)
    {
        foreach (var (batch, outputs) in new[] { (1, 1), (4, 9), (10, 10), (11, 50) })
        {
            var shape = new LayerShape(batch, inputs, outputs);
            var (dy, w) = (Numbers("dy", shape.OutputBatch), Numbers("w", shape.Weights));
            AtEveryWidth(
                Plain(batch, inputs, outputs, (m, k) => dy[(m * outputs) + k], (k, n) => w[(n * outputs) + k], _ => 0),
                (width, dx) => DenseLayer.BackwardInput(shape, dy, w, dx, [], width));
        }
    }

    [Theory, MemberData(nameof(Outputs))]
    public void Through_rectified_units_goes_the_gradient_where_they_were_on(int inputs)
    {
        var shape = new LayerShape(7, inputs, 5);
        var (dy, w) = (Numbers("dy", shape.OutputBatch), Numbers("w", shape.Weights));
        var x = Numbers("x", shape.InputBatch).Select((value, index) => index % 5 == 0 ? float.NaN : index % 3 == 0 ? -0f : Math.Max(value, 0)).ToArray();
        var slopes = Plain(7, inputs, 5, (m, k) => dy[(m * 5) + k], (k, n) => w[(n * 5) + k], _ => 0);
        AtEveryWidth(
            [.. slopes.Zip(x, (slope, output) => output <= 0 ? 0 : slope)],
            (width, dx) => DenseLayer.BackwardInput(shape, dy, w, dx, x, width));
    }

    [Fact]
    public void A_fault_in_the_numbers_stays_visible()
    {
        var y = new float[4];
        DenseLayer.Forward(new LayerShape(2, 1, 2), [float.NaN, 1], [1, -1], [0, float.NegativeInfinity], y, rectify: true);
        Assert.Equal([float.NaN, float.NaN, 1, 0], y);
    }

    [Fact]
    public void A_span_of_the_wrong_length_is_refused_before_anything_is_written()
    {
        var y = new float[4];
        var exception = Assert.Throws<ArgumentException>(() => DenseLayer.Forward(new LayerShape(2, 3, 2), new float[6], new float[5], new float[2], y, rectify: false));
        Assert.Contains("'weights' has 5 numbers; a layer with batch 2, 3 inputs and 2 outputs needs 6", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => DenseLayer.BackwardInput(new LayerShape(2, 3, 2), new float[4], new float[6], new float[6], new float[5]));
        Assert.Throws<ArgumentException>(() => SquaredError.Mean([], [], []));
    }

    [Fact]
    public void The_squared_error_is_the_mean_and_its_gradient_the_difference_quotient()
    {
        float[] p = [1, -2, 0.5f];
        float[] t = [0.5f, 1, 0.25f];
        var gradient = new float[3];
        Assert.Equal((0.25 + 9 + 0.0625) / 3, SquaredError.Mean(p, t, gradient), 1e-15);
        for (var index = 0; index < p.Length; index++)
        {
            var (up, down) = ((float[])p.Clone(), (float[])p.Clone());
            up[index] += 0.125f;
            down[index] -= 0.125f;
            var quotient = (SquaredError.Mean(up, t, new float[3]) - SquaredError.Mean(down, t, new float[3])) / 0.25;
            Assert.Equal(quotient, gradient[index], 1e-6);
        }
    }

    private static void AtEveryWidth(float[] expected, Action<VectorWidth, float[]> compute)
    {
        foreach (var width in Widths)
        {
            var actual = Enumerable.Repeat(float.NaN, expected.Length).ToArray();
            compute(width, actual);
            Assert.True(
                expected.Select(BitConverter.SingleToUInt32Bits).SequenceEqual(actual.Select(BitConverter.SingleToUInt32Bits)),
                $"At {width}: expected {string.Join(' ', expected)}, got {string.Join(' ', actual)}.");
        }
    }

    private static float[] Plain(int rows, int columns, int inner, Func<int, int, float> a, Func<int, int, float> b, Func<int, float> start)
    {
        var c = new float[rows * columns];
        for (var m = 0; m < rows; m++)
        {
            for (var n = 0; n < columns; n++)
            {
                var chain = start(n);
                for (var k = 0; k < inner; k++)
                {
                    chain = MathF.FusedMultiplyAdd(a(m, k), b(k, n), chain);
                }

                c[(m * columns) + n] = chain;
            }
        }

        return c;
    }

    private static float[] Numbers(string name, int count)
    {
        var stream = RandomStream.FromSeed(5).Split(name);
        return [.. Enumerable.Range(0, count).Select(_ => (float)stream.NextNormal())];
    }
}
