using Engram.Numerics.Kernels;
using Strip = Engram.Numerics.Kernels.OneWide<float, Engram.Numerics.Kernels.Lanes128<float>, Engram.Numerics.Kernels.WholeEnd>;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>What becomes of a product's complete sums.</summary>
public sealed class EndingsTests
{
    [Fact]
    public void A_plain_one_leaves_them() => Assert.Equal([-1, 2, float.NaN, float.NegativeInfinity], Of<PlainEnding>([-1, 2, float.NaN, float.NegativeInfinity], [0, 0, 0, 0]));

    [Fact]
    public void A_rectified_one_makes_0_of_negative_ones_and_keeps_NaN() =>
        Assert.Equal([0, 2, float.NaN, 0], Of<RectifiedEnding>([-1, 2, float.NaN, float.NegativeInfinity], [1, 1, 1, 1]));

    [Fact]
    public void A_gated_one_lets_through_where_the_gate_is_positive_or_NaN() =>
        Assert.Equal([0, 0, -3, -4], Of<GatedEnding>([-1, -2, -3, -4], [0, -1, float.Epsilon, float.NaN]));

    private static float[] Of<TEnding>(float[] sums, float[] gate)
        where TEnding : struct, IEnding
    {
        var ended = new float[4];
        TEnding.Of(Strip.Load(in sums[0], 0, 4), in gate[0], 0, 4).Store(ref ended[0], 0, 4);
        return ended;
    }
}
