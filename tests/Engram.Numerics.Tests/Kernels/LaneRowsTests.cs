using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

public sealed class LaneRowsTests
{
    private const int Rows = 5;
    private const int Numbers = 64; // many to a row

    private readonly float[] _amounts = Spread(Numbers * LaneRows.Length);
    private readonly float[] _arguments = [.. Enumerable.Range(0, Numbers).Select(number => MathF.Sin(number))];
    private readonly int[] _rows = Some(Numbers);

    // Oracle: one number after the other. Amounts are so far apart that another order has other bits.
    [Fact]
    public void Rows_are_added_to_in_the_order_of_the_numbers_at_every_width()
    {
        Check<LaneRows.Onefold>();
        Check<LaneRows.Fourfold>();

        void Check<TCopies>()
            where TCopies : struct, LaneRows.ICopies
        {
            var expected = new double[Rows * TCopies.Count * LaneRows.Length];
            for (var number = 0; number < Numbers; number++)
            {
                var row = (_rows[number] * TCopies.Count) + (number % TCopies.Count);
                for (var column = 0; column < LaneRows.Length; column++)
                {
                    expected[(row * LaneRows.Length) + column] += _amounts[(column * Numbers) + number];
                }
            }

            Assert.Equal(expected, Added<Lanes512<float>, TCopies>());
            Assert.Equal(expected, Added<Lanes256<float>, TCopies>());
            Assert.Equal(expected, Added<Lanes128<float>, TCopies>());
            Assert.Equal(expected, Added<SingleLane<float>, TCopies>());
        }
    }

    // Oracle: the same tree of operations for one number.
    [Fact]
    public void A_row_is_read_as_a_polynomial_at_every_width()
    {
        var expected = Enumerable.Range(0, Numbers).Select(number =>
        {
            var row = _amounts.AsSpan(_rows[number] * LaneRows.Length, LaneRows.Length);
            var (x, square) = (_arguments[number], _arguments[number] * _arguments[number]);
            return float.FusedMultiplyAdd(OfFour(row[4..], x, square), square * square, OfFour(row, x, square));
        }).ToArray();
        Assert.Equal(expected, Polynomials<Lanes512<float>>());
        Assert.Equal(expected, Polynomials<Lanes256<float>>());
        Assert.Equal(expected, Polynomials<Lanes128<float>>());
        Assert.Equal(expected, Polynomials<SingleLane<float>>());

        static float OfFour(ReadOnlySpan<float> row, float x, float square) =>
            float.FusedMultiplyAdd(float.FusedMultiplyAdd(row[3], x, row[2]), square, float.FusedMultiplyAdd(row[1], x, row[0]));
    }

    private double[] Added<TLanes, TCopies>()
        where TLanes : struct, ILanes<TLanes, float>
        where TCopies : struct, LaneRows.ICopies
    {
        var table = new double[Rows * TCopies.Count * LaneRows.Length];
        var offsets = Offsets();
        for (var number = 0; number < Numbers; number += TLanes.Count)
        {
            LaneRows.Add<TLanes, TCopies>(
                ref table[0], ref offsets[number], number, Column(0), Column(1), Column(2), Column(3), Column(4), Column(5), Column(6), Column(7));

            TLanes Column(int column) => TLanes.Load(in _amounts[0], (column * Numbers) + number);
        }

        return table;
    }

    private float[] Polynomials<TLanes>()
        where TLanes : struct, ILanes<TLanes, float>
    {
        var (offsets, values) = (Offsets(), new float[Numbers]);
        for (var number = 0; number < Numbers; number += TLanes.Count)
        {
            LaneRows.Polynomial(ref _amounts[0], ref offsets[number], TLanes.Load(in _arguments[0], number)).Store(ref values[0], number);
        }

        return values;
    }

    private int[] Offsets() => [.. _rows.Select(row => row * LaneRows.Stride)];

    // Neighbours in one row, and numbers four and eight apart in one row.
    private static int[] Some(int count)
    {
        var random = RandomStream.FromSeed(3);
        return [.. Enumerable.Range(0, count).Select(index => index % 4 < 2 ? 3 : random.NextInt(Rows))];
    }

    private static float[] Spread(int count)
    {
        var random = RandomStream.FromSeed(4);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextUniform(-1, 1) * Math.Pow(10, random.NextUniform(-9, 9))))];
    }
}
