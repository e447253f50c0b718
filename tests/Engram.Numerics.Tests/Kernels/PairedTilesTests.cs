using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>Rows whose short ends share a vector have the bits of the plain loop of fused multiply-adds.</summary>
public sealed class PairedTilesTests
{
    public static TheoryData<int> Rows => [.. Enumerable.Range(1, 45)];

    [Fact]
    public void Ends_are_paired_that_fill_more_than_a_quarter_of_a_vector_and_no_more_than_half()
    {
        Assert.Equal([5, 6, 7, 8], Enumerable.Range(1, 16).Where(last => PairedTiles<float, ZeroBeginning, PlainEnding>.Fit<Lanes512<float>>(3, last, 4)));
        Assert.Equal([3, 4], Enumerable.Range(1, 8).Where(last => PairedTiles<double, ZeroBeginning, PlainEnding>.Fit<Lanes512<double>>(3, last, 4)));
    }

    [Fact]
    public void Only_strips_of_three_of_the_widest_vectors_and_four_rows_are_paired()
    {
        Assert.Equal([3], Enumerable.Range(1, 4).Where(vectors => PairedTiles<float, ZeroBeginning, RectifiedEnding>.Fit<Lanes512<float>>(vectors, 8, 10)));
        Assert.Equal([4, 5, 6, 7], Enumerable.Range(1, 7).Where(rows => PairedTiles<float, ZeroBeginning, GatedEnding>.Fit<Lanes512<float>>(3, 8, rows)));
        Assert.DoesNotContain(Enumerable.Range(1, 8), last => PairedTiles<float, ZeroBeginning, PlainEnding>.Fit<Lanes256<float>>(3, last, 10));
        Assert.DoesNotContain(Enumerable.Range(1, 4), last => PairedTiles<double, ZeroBeginning, PlainEnding>.Fit<Lanes256<double>>(3, last, 10));
    }

    [Theory, MemberData(nameof(Rows))]
    public void Every_number_of_rows_and_every_end_has_the_bits_of_the_plain_loop(int rows)
    {
        for (var last = 1; last <= 8; last++)
        {
            foreach (var turned in (bool[])[false, true])
            {
                var (single, twice) = (new Case(rows, last, turned), new Case(rows, (last + 1) / 2, turned));
                Check<float, ZeroBeginning, PlainEnding>(single);
                Check<float, ColumnBeginning, RectifiedEnding>(single);
                Check<float, RowBeginning, PlainEnding>(single);
                Check<float, ResultBeginning, GatedEnding>(single);
                Check<double, ZeroBeginning, GatedEnding>(twice);
                Check<double, ColumnBeginning, PlainEnding>(twice);
                Check<double, RowBeginning, RectifiedEnding>(twice);
                Check<double, ResultBeginning, PlainEnding>(twice);
            }
        }
    }

    // A strip in the middle of a wider result, from its second row on.
    private static void Check<T, TBeginning, TEnding>(Case shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TBeginning : struct, IBeginning
        where TEnding : struct, IEnding
    {
        const int Inner = 5;
        const int Column = 3;
        var (rows, last) = (shape.Rows, shape.Last);
        var columns = (2 * Lanes512<T>.Count) + last;
        var wide = columns + 7;
        var (a, b, initial) = (Numbers<T>("a", rows * Inner), Numbers<T>("b", Inner * wide), Numbers<T>("initial", Math.Max(rows, columns)));
        var (gate, before) = (Numbers<T>("gate", (rows + 2) * wide), Numbers<T>("before", (rows + 2) * wide));
        var target = Pinned(before);
        var work = new TileWork<T>
        {
            A = ref a[0], Target = ref target[0], Gate = ref gate[0], FirstRow = 1, Rows = rows, Inner = Inner, Below = wide,
            RowStride = shape.IsTurned ? 1 : Inner, InnerStride = shape.IsTurned ? rows : 1, StartStride = TBeginning.Stride(wide), TargetStride = wide, Last = last,
        };
        var goesOn = typeof(TBeginning) == typeof(ResultBeginning);
        var done = PairedTiles<T, TBeginning, TEnding>.Run(in b[0], in goesOn ? ref target[wide + Column] : ref initial[0], Column, in work);

        var left = rows - done;
        Assert.True(done % 2 == 0 && (rows < 4 ? done == 0 : rows % 2 == 0 ? left == 0 : left is 5 or 7), $"{shape}: {done} rows are done.");
        var expected = (T[])before.Clone(); // nothing is written beside the strip, nor where rows are left
        for (var row = 0; row < done; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var at = ((row + 1) * wide) + Column + column;
                var chain = goesOn ? before[at]
                    : typeof(TBeginning) == typeof(ColumnBeginning) ? initial[column]
                    : typeof(TBeginning) == typeof(RowBeginning) ? initial[row] : T.Zero;
                for (var k = 0; k < Inner; k++)
                {
                    chain = T.FusedMultiplyAdd(a[(int)((row * work.RowStride) + (k * work.InnerStride))], b[(k * wide) + column], chain);
                }

                var isShut = (typeof(TEnding) == typeof(RectifiedEnding) && chain < T.Zero) || (typeof(TEnding) == typeof(GatedEnding) && gate[at] <= T.Zero);
                expected[at] = isShut ? T.Zero : chain;
            }
        }

        var same = target.AsSpan().CommonPrefixLength(expected);
        Assert.True(same == expected.Length, $"{typeof(TBeginning).Name}, {typeof(TEnding).Name}, {shape}: number {same} is {target[Math.Min(same, target.Length - 1)]}.");
    }

    private static T[] Numbers<T>(string name, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var stream = RandomStream.FromSeed(5).Split(name);
        return Pinned([.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(stream.NextUniform(-1, 1)))]);
    }

    // Parts of vectors are read and written by their addresses.
    private static T[] Pinned<T>(T[] numbers)
    {
        var pinned = GC.AllocateUninitializedArray<T>(numbers.Length, pinned: true);
        numbers.CopyTo(pinned, 0);
        return pinned;
    }

    private sealed record Case(int Rows, int Last, bool IsTurned);
}
