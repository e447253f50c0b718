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
        Assert.Equal([5, 6, 7, 8], Enumerable.Range(1, 16).Where(last => PairedTiles<float, PlainEnding>.Fit<Lanes512<float>>(3, last, 4)));
        Assert.Equal([3, 4], Enumerable.Range(1, 8).Where(last => PairedTiles<double, PlainEnding>.Fit<Lanes512<double>>(3, last, 4)));
    }

    [Fact]
    public void Only_strips_of_three_of_the_widest_vectors_and_four_rows_are_paired_that_begin_alike()
    {
        Assert.Equal([3], Enumerable.Range(1, 4).Where(vectors => PairedTiles<float, RectifiedEnding>.Fit<Lanes512<float>>(vectors, 8, 10)));
        Assert.Equal([4, 5, 6, 7], Enumerable.Range(1, 7).Where(rows => PairedTiles<float, GatedEnding>.Fit<Lanes512<float>>(3, 8, rows)));
        Assert.DoesNotContain(Enumerable.Range(1, 8), last => PairedTiles<float, PlainEnding>.Fit<Lanes256<float>>(3, last, 10));
        Assert.DoesNotContain(Enumerable.Range(1, 4), last => PairedTiles<double, PlainEnding>.Fit<Lanes256<double>>(3, last, 10));
        Assert.True(PairedTiles<float, ZeroBeginning>.Fit<Lanes512<float>>(3, 8, 10));
        Assert.False(PairedTiles<float, RowBeginning>.Fit<Lanes512<float>>(3, 8, 10));
    }

    [Theory, MemberData(nameof(Rows))]
    public void Every_number_of_rows_and_every_end_has_the_bits_of_the_plain_loop(int rows)
    {
        for (var last = 1; last <= 8; last++)
        {
            foreach (var turned in (bool[])[false, true])
            {
                Check<float, PlainEnding>(new Case(rows, last, turned));
                Check<float, PlainEnding>(new Case(rows, last, turned) { GoesOn = true });
                Check<float, RectifiedEnding>(new Case(rows, last, turned));
                Check<float, GatedEnding>(new Case(rows, last, turned));
                Check<double, PlainEnding>(new Case(rows, (last + 1) / 2, turned) { GoesOn = true });
                Check<double, GatedEnding>(new Case(rows, (last + 1) / 2, turned));
            }
        }
    }

    // A strip in the middle of a wider result, from its second row on.
    private static void Check<T, TEnding>(Case shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TEnding : struct, IEnding
    {
        const int Inner = 5;
        const int Column = 3;
        var (rows, last) = (shape.Rows, shape.Last);
        var columns = (2 * Lanes512<T>.Count) + last;
        var wide = columns + 7;
        var (a, b, initial) = (Numbers<T>("a", rows * Inner), Numbers<T>("b", Inner * wide), Numbers<T>("initial", columns));
        var (gate, before) = (Numbers<T>("gate", (rows + 2) * wide), Numbers<T>("before", (rows + 2) * wide));
        var target = Pinned(before);
        var work = new TileWork<T>
        {
            A = ref a[0], Target = ref target[0], Gate = ref gate[0], FirstRow = 1, Rows = rows, Inner = Inner, GoesOn = shape.GoesOn, Below = wide,
            RowStride = shape.IsTurned ? 1 : Inner, InnerStride = shape.IsTurned ? rows : 1, StartStride = shape.GoesOn ? wide : 0, TargetStride = wide, Last = last,
        };
        var done = PairedTiles<T, TEnding>.Run(in b[0], in shape.GoesOn ? ref target[wide + Column] : ref initial[0], Column, in work);

        var left = rows - done;
        Assert.True(done % 2 == 0 && (rows < 4 ? done == 0 : rows % 2 == 0 ? left == 0 : left is 5 or 7), $"{shape}: {done} rows are done.");
        var expected = (T[])before.Clone(); // nothing is written beside the strip, nor where rows are left
        for (var row = 0; row < done; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var at = ((row + 1) * wide) + Column + column;
                var chain = shape.GoesOn ? before[at] : initial[column];
                for (var k = 0; k < Inner; k++)
                {
                    chain = T.FusedMultiplyAdd(a[(int)((row * work.RowStride) + (k * work.InnerStride))], b[(k * wide) + column], chain);
                }

                var isShut = (typeof(TEnding) == typeof(RectifiedEnding) && chain < T.Zero) || (typeof(TEnding) == typeof(GatedEnding) && gate[at] <= T.Zero);
                expected[at] = isShut ? T.Zero : chain;
            }
        }

        var same = target.AsSpan().CommonPrefixLength(expected);
        Assert.True(same == expected.Length, $"{typeof(TEnding).Name}, {shape}: number {same} is {target[Math.Min(same, target.Length - 1)]}.");
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

    private sealed record Case(int Rows, int Last, bool IsTurned)
    {
        public bool GoesOn { get; init; }
    }
}
