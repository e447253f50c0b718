using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>Bit for bit against the plain triple loop of fused multiply-adds that the specification is, at every width.</summary>
public sealed class MatrixProductTests
{
    private static readonly VectorWidth[] Widths = Enum.GetValues<VectorWidth>();

    public static TheoryData<int> Extents => [.. Enumerable.Range(1, 40)];

    [Theory, MemberData(nameof(Extents))]
    public void Every_number_of_rows_and_columns_has_the_bits_of_the_plain_loop(int rows)
    {
        for (var columns = 1; columns <= 40; columns++)
        {
            var inner = 1 + (((7 * rows) + (3 * columns)) % 40); // each length of chain with many shapes
            Check<float>(new Case(rows, columns, inner));
            Check<double>(new Case(rows, columns, inner));
        }
    }

    [Theory, InlineData(48), InlineData(57), InlineData(64), InlineData(80), InlineData(100)] // three, four, four whole, five and seven of the widest vectors
    public void So_have_strips_of_several_vectors(int columns)
    {
        for (var rows = 1; rows <= 20; rows++)
        {
            Check<float>(new Case(rows, columns, 5) { Initial = true }, [VectorWidths.Widest]);
            Check<float>(new Case(rows, columns, 6) { Rectify = true }, [VectorWidths.Widest]);
            Check<float>(new Case(rows, columns, 4) { RowInitial = true }, [VectorWidths.Widest]);
        }
    }

    [Theory, MemberData(nameof(Extents))]
    public void So_have_factors_that_are_read_turned_or_with_gaps(int columns)
    {
        for (var rows = 1; rows <= 40; rows += 3)
        {
            var inner = 1 + (((5 * rows) + columns) % 40);
            Check<float>(new Case(rows, columns, inner) { TurnsLeft = true });
            Check<float>(new Case(rows, columns, inner) { TurnsRight = true, Initial = true });
            Check<float>(new Case(rows, columns, inner) { Gap = 3, TurnsLeft = true, TurnsRight = true });
            Check<double>(new Case(rows, columns, inner) { Gap = 2, TurnsRight = true });
            Check<float>(new Case(rows, columns, inner) { Gap = 1, Step = 2 });
        }
    }

    [Theory, MemberData(nameof(Extents))]
    public void Chains_begin_where_they_are_told_and_end_rectified_or_gated(int columns)
    {
        foreach (var rows in new[] { 1, 2, 5, 10, 13, 23 })
        {
            Check<float>(new Case(rows, columns, 7) { Initial = true });
            Check<float>(new Case(rows, columns, 7) { Initial = true, Rectify = true });
            Check<float>(new Case(rows, columns, 7) { Gate = true });
            Check<float>(new Case(rows, columns, 7) { RowInitial = true, TurnsLeft = true });
            Check<double>(new Case(rows, columns, 3) { RowInitial = true });
            Check<double>(new Case(rows, columns, 4) { Gate = true, TurnsRight = true });
        }
    }

    public static TheoryData<int, int, int> Large => new()
    {
        { 50, 170, 600 }, // turned: two strips more than one panel, two pieces of k
        { 30, 170, 600 }, // the same with three pieces
        { 200, 130, 2100 }, // over a megabyte, and two blocks of rows that lie far apart
        { 193, 1050, 1030 }, // and two groups of columns
        { 49, 1030, 300 },
        { 1, 150, 300 },
    };

    [Theory, MemberData(nameof(Large))]
    public void Pieces_of_a_large_product_go_on_with_the_chain(int rows, int columns, int inner)
    {
        Check<float>(new Case(rows, columns, inner) { Initial = true, Rectify = true }, [VectorWidths.Widest, VectorWidth.Bits256]);
        Check<float>(new Case(rows, columns, inner) { TurnsRight = true, Gate = true }, [VectorWidths.Widest, VectorWidth.Bits128]);
        Check<float>(new Case(rows, columns, inner) { TurnsLeft = true, Gap = 900 }, [VectorWidths.Widest]);
        Check<float>(new Case(rows, columns, inner) { TurnsRight = true, RowInitial = true }, [VectorWidths.Widest]);
        Check<double>(new Case(rows, columns, inner), [VectorWidths.Widest]);
    }

    [Fact]
    public void NaN_goes_through_the_rectifier_and_an_open_gate_and_a_gate_that_is_NaN()
    {
        foreach (var width in Widths)
        {
            var c = new float[3];
            new MatrixProduct<float> { A = [1], RowStride = 1, InnerStride = 1, B = [float.NaN, -2, -0f], C = c, Rows = 1, Columns = 3, Inner = 1, Rectify = true }.Compute(width);
            Assert.Equal([float.NaN, 0, 0], c);
            new MatrixProduct<float> { A = [1], RowStride = 1, InnerStride = 1, B = [1, 2, 3], C = c, Rows = 1, Columns = 3, Inner = 1, Gate = [float.NaN, 0, float.Epsilon] }.Compute(width);
            Assert.Equal([1, 0, 3], c);
        }
    }

    [Fact]
    public void A_row_that_begins_with_minus_zero_begins_with_zero()
    {
        foreach (var width in Widths)
        {
            var c = new float[2];
            new MatrixProduct<float> { A = [0], RowStride = 1, InnerStride = 1, B = [-1, -2], RowInitial = [-0f], C = c, Rows = 1, Columns = 2, Inner = 1 }.Compute(width);
            Assert.Equal([0, 0], c.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Theory, InlineData(1), InlineData(2)]
    public void A_product_over_nothing_is_what_its_chains_begin_with(int columnStride)
    {
        foreach (var width in Widths)
        {
            float[] c = [7, 7, 7, 7, 7, 7];
            new MatrixProduct<float>
            {
                A = [], RowStride = 0, InnerStride = 1, B = new float[8], RightInnerStride = 1, RightColumnStride = columnStride, Initial = [1, 2, 3],
                C = c, Rows = 2, Columns = 3, Inner = 0,
            }.Compute(width);
            Assert.Equal([1, 2, 3, 1, 2, 3], c);
        }
    }

    [Theory, InlineData(5), InlineData(0)]
    public void A_column_of_a_left_factor_that_lies_column_by_column_is_a_row_in_lanes(int innerStride)
    {
        float[] a = [1, 2, 3, 4, 5, 60, 70, 80, 90, 100], gate = [1, 0, 1, 1, -1];
        foreach (var width in Widths)
        {
            var c = new float[5];
            var product = new MatrixProduct<float> { A = a, RowStride = 1, InnerStride = innerStride, B = [1, 9, -1], RightInnerStride = 2, C = c, Rows = 5, Columns = 1, Inner = 2 };
            product.Compute(width);
            Assert.Equal(innerStride == 0 ? [0, 0, 0, 0, 0] : [-59, -68, -77, -86, -95], c);
            (product with { B = [-1, 9, 1], Gate = gate }).Compute(width);
            Assert.Equal(innerStride == 0 ? [0, 0, 0, 0, 0] : [59, 0, 77, 86, 0], c);
        }
    }

    [Theory]
    [InlineData("A")]
    [InlineData("B")]
    [InlineData("C")]
    [InlineData("Initial")]
    [InlineData("RowInitial")]
    [InlineData("Gate")]
    [InlineData("")]
    public void A_span_that_is_a_number_too_short_is_refused(string tooShort)
    {
        float[] Of(string name, int count) => new float[name == tooShort ? count - 1 : count];
        void Compute()
        {
            var product = new MatrixProduct<float>
            {
                A = Of("A", 6), RowStride = 3, InnerStride = 1, B = Of("B", 12), C = Of("C", 8), Rows = 2, Columns = 4, Inner = 3,
            };
            (product with { Initial = Of("Initial", 4), Gate = Of("Gate", 8) }).Compute(VectorWidth.Single);
            (product with { RowInitial = Of("RowInitial", 2) }).Compute(VectorWidth.Single);
        }

        if (tooShort.Length > 0)
        {
            Assert.Contains("[2, 3] by [3, 4]", Assert.Throws<ArgumentException>(Compute).Message);
        }
        else
        {
            Compute();
        }
    }

    private static void Check<T>(Case shape, params ReadOnlySpan<VectorWidth> widths)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (rows, columns, inner) = (shape.Rows, shape.Columns, shape.Inner);
        var (aRow, aInner) = shape.TurnsLeft ? (shape.Step, (rows * shape.Step) + shape.Gap) : ((inner * shape.Step) + shape.Gap, shape.Step);
        var (bColumn, bInner) = shape.TurnsRight ? ((inner * shape.Step) + shape.Gap, shape.Step) : (shape.Step, (columns * shape.Step) + shape.Gap);
        var a = Numbers<T>("a", ((rows - 1) * aRow) + ((inner - 1) * aInner) + 1);
        var b = Numbers<T>("b", ((columns - 1) * bColumn) + ((inner - 1) * bInner) + 1);
        var initial = shape.Initial ? Numbers<T>("initial", columns) : [];
        var rowInitial = shape.RowInitial ? Numbers<T>("row initial", rows) : [];
        var gate = shape.Gate ? Numbers<T>("gate", rows * columns) : [];
        var expected = new T[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var chain = shape.Initial ? initial[column] : shape.RowInitial ? rowInitial[row] : T.Zero;
                for (var k = 0; k < inner; k++)
                {
                    chain = T.FusedMultiplyAdd(a[(row * aRow) + (k * aInner)], b[(k * bInner) + (column * bColumn)], chain);
                }

                var at = (row * columns) + column;
                expected[at] = (shape.Rectify && chain < T.Zero) || (shape.Gate && gate[at] <= T.Zero) ? T.Zero : chain;
            }
        }

        foreach (var width in widths.IsEmpty ? Widths : widths)
        {
            var guarded = new T[(rows * columns) + 2]; // nothing is written in front or behind
            guarded.AsSpan().Fill(T.CreateTruncating(-7));
            new MatrixProduct<T>
            {
                A = a, RowStride = aRow, InnerStride = aInner, B = b, RightInnerStride = bInner, RightColumnStride = bColumn, Initial = initial, RowInitial = rowInitial, Gate = gate,
                C = guarded.AsSpan(1, rows * columns), Rows = rows, Columns = columns, Inner = inner, Rectify = shape.Rectify,
            }.Compute(width);
            Assert.True(guarded[0] == guarded[^1] && guarded[0] == T.CreateTruncating(-7), $"{shape} at {width}: written outside.");
            var wrong = guarded.AsSpan(1, rows * columns).CommonPrefixLength(expected);
            Assert.True(wrong == expected.Length, $"{shape} at {width}: number {wrong} is {guarded[wrong + 1]}, not {(wrong < expected.Length ? expected[wrong] : default)}.");
        }
    }

    private static T[] Numbers<T>(string name, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var stream = RandomStream.FromSeed(5).Split(name);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(stream.NextUniform(-1, 1)))];
    }

    private sealed record Case(int Rows, int Columns, int Inner)
    {
        public bool TurnsLeft { get; init; }

        public bool TurnsRight { get; init; }

        public int Gap { get; init; }

        public int Step { get; init; } = 1;

        public bool Initial { get; init; }

        public bool RowInitial { get; init; }

        public bool Rectify { get; init; }

        public bool Gate { get; init; }
    }
}
