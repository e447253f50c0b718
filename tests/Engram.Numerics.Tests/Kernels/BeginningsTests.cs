using Engram.Numerics.Kernels;
using Strip = Engram.Numerics.Kernels.OneWide<float, Engram.Numerics.Kernels.Lanes128<float>, Engram.Numerics.Kernels.PartEnd>;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>Where a product's sums take what they begin with, and what that is.</summary>
public sealed class BeginningsTests
{
    private const int Columns = 7;

    private static readonly float[] Numbers = Pinned([-0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);

    // A strip of three columns from the fourth on, in the second and third of three rows.
    [Fact]
    public void Each_row_of_a_strip_begins_with_what_is_its_own()
    {
        Assert.Equal([[0, 0, 0], [0, 0, 0]], TwoRows<ZeroBeginning>());
        Assert.Equal([[3, 4, 5], [3, 4, 5]], TwoRows<ColumnBeginning>());
        Assert.Equal([[1, 1, 1], [2, 2, 2]], TwoRows<RowBeginning>());
        Assert.Equal([[10, 11, 12], [17, 18, 19]], TwoRows<ResultBeginning>());
    }

    [Fact]
    public void A_row_that_begins_with_minus_zero_begins_with_zero()
    {
        Assert.False(float.IsNegative(Read(RowBeginning.Of<float, Strip>(in Numbers[0], 0, 1))[0]));
        Assert.True(float.IsNegative(Read(ColumnBeginning.Of<float, Strip>(in Numbers[0], 0, 1))[0]));
    }

    private static float[][] TwoRows<TBeginning>()
        where TBeginning : struct, IBeginning
    {
        var product = new MatrixProduct<float>
        {
            A = [], RowStride = 0, InnerStride = 0, B = [], C = Numbers, Initial = Numbers, RowInitial = Numbers, Rows = 3, Columns = Columns, Inner = 0,
        };
        var work = new TileWork<float> { Target = ref Numbers[0], FirstRow = 1, Rows = 2, TargetStride = Columns };
        ref readonly var start = ref TBeginning.Start(in product, in work, 3);
        return [Read(TBeginning.Of<float, Strip>(in start, 0, 3))[..3], Read(TBeginning.Of<float, Strip>(in start, TBeginning.Stride(Columns), 3))[..3]];
    }

    private static float[] Read(Strip strip)
    {
        var numbers = Pinned(new float[4]);
        strip.Store(ref numbers[0], 0, 4);
        return numbers;
    }

    // Parts of vectors are read and written by their addresses.
    private static float[] Pinned(float[] numbers)
    {
        var pinned = GC.AllocateUninitializedArray<float>(numbers.Length, pinned: true);
        numbers.CopyTo(pinned, 0);
        return pinned;
    }
}
