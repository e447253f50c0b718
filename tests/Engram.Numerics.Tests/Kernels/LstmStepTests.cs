using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>A step of a layer for a block of coordinates, against the parts of an LSTM cell.</summary>
public sealed class LstmStepTests
{
    private const int Units = 3;

    public static TheoryData<VectorWidth, int> Blocks => new MatrixTheoryData<VectorWidth, int>(Enum.GetValues<VectorWidth>(), [1, 27, 64, 100]);

    [Theory, MemberData(nameof(Blocks))]
    public void A_step_has_the_bits_of_its_parts(VectorWidth width, int coordinates)
    {
        var expected = Parts(coordinates);
        var (gates, cell) = (Normal<float>("z", 4 * Units * coordinates), Normal<float>("c", Units * coordinates));
        var (next, tangent, hidden, seen) = (new float[cell.Length], new float[cell.Length], new float[cell.Length], new float[cell.Length]);
        new LstmStep<float>
        {
            Units = Units, Coordinates = coordinates, Gates = gates, Cell = cell, CellStride = coordinates, NextCell = next, NextCellStride = coordinates,
            Tangent = tangent, Hidden = hidden, HiddenStride = coordinates, Seen = seen,
        }.Run(width);
        Assert.Equal(expected.Gates, gates);
        Assert.Equal(expected.Cell, next);
        Assert.Equal(expected.Tangent, tangent);
        Assert.Equal(expected.Hidden, hidden);
        Assert.Equal(expected.Hidden, seen);
    }

    [Theory, MemberData(nameof(Blocks))]
    public void A_block_of_a_wider_state_takes_the_place_of_the_one_before_and_touches_nothing_else(VectorWidth width, int coordinates)
    {
        var expected = Parts(coordinates);
        var (stride, gates) = (coordinates + 5, Normal<float>("z", 4 * Units * coordinates));
        var (state, hidden) = (Wide(Normal<float>("c", Units * coordinates), coordinates, stride), Wide(new float[Units * coordinates], coordinates, stride));
        new LstmStep<float>
        {
            Units = Units, Coordinates = coordinates, Gates = gates, Cell = state.AsSpan(2), CellStride = stride, NextCell = state.AsSpan(2), NextCellStride = stride,
            Hidden = hidden.AsSpan(2), HiddenStride = stride, Seen = new float[Units * coordinates],
        }.Run(width);
        Assert.Equal(Wide(expected.Cell, coordinates, stride), state);
        Assert.Equal(Wide(expected.Hidden, coordinates, stride), hidden);
    }

    [Theory, MemberData(nameof(Blocks))]
    public void What_the_layer_above_sees_may_take_the_place_of_the_output_gate(VectorWidth width, int coordinates)
    {
        var expected = Parts(coordinates);
        var (gates, cell, hidden) = (Normal<float>("z", 4 * Units * coordinates), Normal<float>("c", Units * coordinates), new float[Units * coordinates]);
        new LstmStep<float>
        {
            Units = Units, Coordinates = coordinates, Gates = gates, Cell = cell, CellStride = coordinates, NextCell = cell, NextCellStride = coordinates,
            Hidden = hidden, HiddenStride = coordinates, Seen = gates.AsSpan(3 * Units * coordinates),
        }.Run(width);
        Assert.Equal(expected.Hidden, hidden);
        Assert.Equal(expected.Hidden, gates[(3 * Units * coordinates)..]);
    }

    [Fact]
    public void A_step_in_double_precision_is_as_its_formulas_say()
    {
        const int Coordinates = 7;
        var (z, cell) = (Normal<double>("z", 4 * Units * Coordinates), Normal<double>("c", Units * Coordinates));
        var (gates, next, tangent, hidden, seen) = ((double[])z.Clone(), (double[])cell.Clone(), new double[cell.Length], new double[cell.Length], new double[cell.Length]);
        new LstmStep<double>
        {
            Units = Units, Coordinates = Coordinates, Gates = gates, Cell = next, CellStride = Coordinates, NextCell = next, NextCellStride = Coordinates,
            Tangent = tangent, Hidden = hidden, HiddenStride = Coordinates, Seen = seen,
        }.Run(VectorWidth.Bits512);
        for (var at = 0; at < cell.Length; at++)
        {
            var (i, f, g, o) = (Sigmoid(z[at]), Sigmoid(z[cell.Length + at]), Math.Tanh(z[(2 * cell.Length) + at]), Sigmoid(z[(3 * cell.Length) + at]));
            var c = (f * cell[at]) + (i * g);
            Assert.Equal(c, next[at], 1e-14);
            Assert.Equal(Math.Tanh(c), tangent[at], 1e-14);
            Assert.Equal(o * Math.Tanh(c), hidden[at], 1e-14);
            Assert.Equal(hidden[at], seen[at]);
        }
    }

    [Fact]
    public void What_reaches_beyond_its_numbers_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() =>
    {
        var numbers = new float[4 * Units * 8];
        new LstmStep<float>
        {
            Units = Units, Coordinates = 8, Gates = numbers, Cell = numbers.AsSpan(0, 23), CellStride = 8, NextCell = numbers, NextCellStride = 8,
            Hidden = numbers, HiddenStride = 8, Seen = numbers,
        }.Run(VectorWidth.Single);
    });

    private static (float[] Gates, float[] Cell, float[] Tangent, float[] Hidden) Parts(int coordinates)
    {
        var kernels = new ManagedKernels<float>(VectorWidth.Single);
        var (gates, cell) = (Normal<float>("z", 4 * Units * coordinates), Normal<float>("c", Units * coordinates));
        var (next, tangent) = (new float[cell.Length], new float[cell.Length]);
        kernels.ActivateGates(gates, 1, cell.Length);
        kernels.RunLstm(LstmPart.Advance, new LstmRows<float> { Rows = 1, Units = cell.Length, Activations = gates, Cell = cell, NextCell = next });
        kernels.Map(Unary.Tanh, next, tangent);
        var hidden = (float[])tangent.Clone();
        kernels.RunLstm(LstmPart.Open, new LstmRows<float> { Rows = 1, Units = cell.Length, Activations = gates, Hidden = hidden });
        return (gates, next, tangent, hidden);
    }

    // Rows of a block, two numbers in, in wider rows of sevens.
    private static float[] Wide(float[] rows, int coordinates, int stride)
    {
        var wide = Enumerable.Repeat(7f, Units * stride).ToArray();
        for (var unit = 0; unit < Units; unit++)
        {
            rows.AsSpan(unit * coordinates, coordinates).CopyTo(wide.AsSpan((unit * stride) + 2));
        }

        return wide;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static T[] Normal<T>(string name, int count)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var stream = RandomStream.FromSeed(33).Split(name);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(stream.NextNormal(0, 1.5)))];
    }
}
