using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

// Oracle: a plain table, one number after the other. Each number but the last has an opposite in its row, in another turn: what is left are roundings,
// which another order would not leave.
public sealed class EvidenceRowsTests
{
    private const int Rows = 20;
    private const int Terms = LaneRows.Length;
    private const int Pairs = 201;
    private const int Numbers = (2 * Pairs) + 1; // not all of them in full vectors

    private static readonly double[] Scales = [1, 0.7, 3, 1e-3, 5, 0.1, 2, 9];

    private readonly RandomStream _random = RandomStream.FromSeed(5);
    private readonly float[] _amounts = new float[EvidenceRows.Block + Numbers];
    private readonly float[] _ratios = new float[Numbers];
    private readonly int[] _rows = new int[Numbers];

    public EvidenceRowsTests()
    {
        for (var number = 0; number < Numbers; number++)
        {
            var opposite = number - Pairs;
            var isAlone = opposite is < 0 or Pairs;
            _rows[number] = isAlone ? _random.NextInt(Rows) : _rows[opposite];
            _ratios[number] = isAlone ? (float)_random.NextUniform(0.2, 5) : _ratios[opposite];
            _amounts[number] = isAlone ? (float)(_random.NextUniform(-1, 1) * Math.Pow(10, _random.NextUniform(-9, 9))) : -_amounts[opposite];
            _amounts[EvidenceRows.Block + number] = BitConverter.Int32BitsToSingle(2 * _rows[number]);
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Numbers_are_added_to_their_rows_in_their_order_and_counted(bool inTurns)
    {
        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            var (table, tally) = (EvidenceRows.Of(Rows, inTurns), new VisitTally(Rows));
            Assert.Equal(inTurns ? 4 : 1, table.Copies);
            Add(table, tally, width);
            Assert.Equal(Taken(Sums(table.Copies), 3, Rows - 3), Take(table, 3, Rows - 3));
            Assert.Equal(Taken(Sums(table.Copies), 0, 3), Take(table, 0, 3));
            Assert.All(Take(table, 0, Rows), number => Assert.Equal(0, number));
            Assert.Equal(Enumerable.Range(0, Rows).Select(row => (long)_rows.Count(own => own == row)), Enumerable.Range(0, Rows).Select(tally.TakeRow));
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Rows_are_merged_four_by_four_each_copy_for_itself(bool inTurns)
    {
        var table = Filled(inTurns);
        var (sums, stride) = (Sums(table.Copies), table.Copies * Terms);
        table.Merge(2, 6, 10, 14, count: 3);
        for (var index = 2 * stride; index < 5 * stride; index++)
        {
            sums[index] = sums[index] + sums[index + (4 * stride)] + (sums[index + (8 * stride)] + sums[index + (12 * stride)]);
        }

        foreach (var first in new[] { 6, 10, 14 })
        {
            sums.AsSpan(first * stride, 3 * stride).Clear();
        }

        Assert.Equal(Taken(sums, 0, Rows), Take(table, 0, Rows));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void The_first_number_is_taken_with_the_whole_row(bool inTurns)
    {
        var table = Filled(inTurns);
        var sums = Sums(table.Copies);
        for (var row = 0; row < Rows; row += 2)
        {
            Assert.Equal(Together(sums, row, 0), table.TakeFirst(row));
            sums.AsSpan(row * table.Copies * Terms, table.Copies * Terms).Clear();
        }

        Assert.Equal(Taken(sums, 0, Rows), Take(table, 0, Rows));
    }

    private EvidenceRows Filled(bool inTurns)
    {
        var table = EvidenceRows.Of(Rows, inTurns);
        Add(table, new VisitTally(Rows), VectorWidths.Widest);
        return table;
    }

    private void Add(EvidenceRows table, VisitTally tally, VectorWidth width)
    {
        float[] rows = [.. _rows.Select(row => BitConverter.Int32BitsToSingle(row * LaneRows.Stride))];
        table.Add(_amounts, rows, _ratios, tally, width);
    }

    private static float[] Take(EvidenceRows table, int first, int count)
    {
        var taken = new float[count * Terms];
        table.Take(first, Scales, taken);
        return taken;
    }

    // [rows, copies, terms]
    private double[] Sums(int copies)
    {
        var sums = new double[Rows * copies * Terms];
        for (var number = 0; number < Numbers; number++)
        {
            var row = sums.AsSpan(((_rows[number] * copies) + (number % copies)) * Terms);
            var (r, first) = (_ratios[number], _amounts[number]);
            var square = r * r;
            var (second, third) = (first * r, first * square);
            float[] four = [first, second, third, second * square];
            for (var term = 0; term < Terms; term++)
            {
                row[term] += four[term % 4] * (term < 4 ? 1 : square * square);
            }
        }

        return sums;
    }

    private static float[] Taken(double[] sums, int first, int count) =>
        [.. Enumerable.Range(first * Terms, count * Terms).Select(index => (float)(Together(sums, index / Terms, index % Terms) * Scales[index % Terms]))];

    private static double Together(double[] sums, int row, int term)
    {
        var copies = sums.Length / (Rows * Terms);
        return copies == 1 ? Of(0) : Of(0) + Of(1) + (Of(2) + Of(3));

        double Of(int copy) => sums[(((row * copies) + copy) * Terms) + term];
    }
}
