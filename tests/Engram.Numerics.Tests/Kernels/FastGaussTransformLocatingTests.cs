using System.Runtime.InteropServices;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>Where numbers lie, looked at before anything is summed there.</summary>
public sealed class FastGaussTransformLocatingTests
{
    private const int Cells = 199;
    private const double Width = 0.45;
    private const double Bound = 0.7;

    private static readonly FastGaussTransform Transform = new(new GaussianGrid(Cells + 1, Bound, Width));

    // Oracle: in double precision. Between two cells a number may be said to lie in either, a rounding beyond its end.
    [Fact]
    public void A_number_lies_in_its_cell_with_the_ratio_and_the_weight_of_its_place_in_it()
    {
        var numbers = Numbers();
        var places = Located(numbers, VectorWidths.Widest);
        for (var index = 0; index < numbers.Length; index++)
        {
            if (Math.Abs(numbers[index]) == (float)Bound)
            {
                continue;
            }

            var (cell, copy) = CellOf(places, index);
            var v = ((numbers[index] + Bound) / Transform.Grid.Spacing) - cell - 0.5;
            Assert.InRange(v, -0.5 - 1e-6, 0.5 + 1e-6);
            Assert.Equal(cell is >= 95 and <= 102 ? index / 4 % 4 : 0, copy); // the eight middle cells take turns with four rows
            Near(Math.Exp(v / (Width * Width)), places.Ratios.Span[index]);
            Near(Math.Exp((-v * v / (2 * Width * Width)) - (3.5 * v / (Width * Width))), places.Weights.Span[index]);
        }
    }

    [Fact]
    public void A_number_on_a_border_has_the_row_of_the_border_and_counts_once()
    {
        float[] numbers = [.. Enumerable.Repeat((float)-Bound, 5), .. Enumerable.Repeat((float)Bound, 5)];
        var places = Located(numbers, VectorWidths.Widest);
        Assert.Equal([Cells, Cells, Cells, Cells, Cells, Cells + 1, Cells + 1, Cells + 1, Cells + 1, Cells + 1], Enumerable.Range(0, 10).Select(index => Row(places, index)));
        Assert.All(Enumerable.Range(0, 10), index => Assert.Equal((1, 1), (places.Ratios.Span[index], places.Weights.Span[index])));
    }

    [Fact]
    public void The_bits_are_the_same_at_every_width()
    {
        var numbers = Numbers();
        var expected = Bits(Located(numbers, VectorWidth.Single));
        foreach (var width in new[] { VectorWidth.Bits128, VectorWidth.Bits256, VectorWidth.Bits512 })
        {
            Assert.Equal(expected, Bits(Located(numbers, width)));
        }
    }

    private static GridPlaces Located(float[] numbers, VectorWidth width)
    {
        var places = new GridPlaces(numbers.Length);
        Transform.Locate(numbers, new CellRange(0, Cells - 1), places, width);
        return places;
    }

    private static int Row(GridPlaces places, int index) => BitConverter.SingleToInt32Bits(places.Rows.Span[index]) / LaneRows.Stride;

    private static (int Cell, int Copy) CellOf(GridPlaces places, int index)
    {
        var further = Row(places, index) - (Cells + 2); // rows of further copies follow those of the borders
        return further < 0 ? (Row(places, index), 0) : (95 + (further % 8), 1 + (further / 8));
    }

    // More than one block of them; many near zero, where there are copies; on both borders.
    private static float[] Numbers()
    {
        var random = RandomStream.FromSeed(31);
        return [.. Enumerable.Range(0, 1203).Select(index => (index % 11) switch
        {
            0 => (float)Bound,
            1 => (float)-Bound,
            2 or 3 => (float)random.NextUniform(-0.03, 0.03),
            4 => (float)random.NextUniform(-Bound, -Bound + 0.03),
            _ => (float)random.NextUniform(-Bound, Bound),
        })];
    }

    private static int[] Bits(GridPlaces places) =>
        [.. MemoryMarshal.Cast<float, int>(places.Rows.Span), .. MemoryMarshal.Cast<float, int>(places.Ratios.Span), .. MemoryMarshal.Cast<float, int>(places.Weights.Span)];

    private static void Near(double expected, float actual) => Assert.InRange(actual, expected * (1 - 2e-6), expected * (1 + 2e-6));
}
