using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>Against the order as its definition says it, one number at a time.</summary>
public sealed class ReductionTests
{
    private static readonly VectorWidth[] Widths = Enum.GetValues<VectorWidth>();

    public static TheoryData<int> Lengths => [.. Enumerable.Range(1, 70), 127, 128, 129, 191, 200, 1000, 4096];

    [Theory, MemberData(nameof(Lengths))]
    public void A_sum_along_the_last_axis_has_the_bits_of_its_definition_at_every_width(int length)
    {
        var x = Numbers(length);
        var lanes = new float?[64];
        for (var index = 0; index < length; index++)
        {
            lanes[index % 64] = lanes[index % 64] is { } sum ? sum + x[index] : x[index];
        }

        for (var half = 32; half > 0; half /= 2)
        {
            for (var lane = 0; lane < half; lane++)
            {
                lanes[lane] = lanes[lane + half] is { } other ? lanes[lane] + other : lanes[lane];
            }
        }

        foreach (var width in Widths)
        {
            var target = new float[1];
            Reduction.Fold<float, Sum<float>>(x, target, 1, length, 1, width);
            Assert.Equal(BitConverter.SingleToUInt32Bits(lanes[0]!.Value), BitConverter.SingleToUInt32Bits(target[0]));
        }
    }

    [Theory, MemberData(nameof(Lengths))]
    public void A_sum_along_another_axis_goes_in_order(int inner)
    {
        const int Outer = 2;
        const int Count = 5;
        var x = Numbers(Outer * Count * inner);
        var expected = new float[Outer * inner];
        for (var index = 0; index < expected.Length; index++)
        {
            var from = (index / inner * Count * inner) + (index % inner);
            expected[index] = x[from];
            for (var row = 1; row < Count; row++)
            {
                expected[index] += x[from + (row * inner)];
            }
        }

        foreach (var width in Widths.Where(_ => inner > 1))
        {
            var target = new float[expected.Length];
            Reduction.Fold<float, Sum<float>>(x, target, Outer, Count, inner, width);
            Assert.Equal(expected, target);
        }
    }

    [Theory, MemberData(nameof(Lengths))]
    public void The_largest_is_found_wherever_it_is_and_a_NaN_stays(int length)
    {
        var x = Numbers(length);
        foreach (var width in Widths)
        {
            var target = new float[1];
            Reduction.Fold<float, Larger<float>>(x, target, 1, length, 1, width);
            Assert.Equal(x.Max(), target[0]);

            var ill = (float[])x.Clone();
            ill[(length * 2) / 3] = float.NaN;
            Reduction.Fold<float, Larger<float>>(ill, target, 1, length, 1, width);
            Assert.Equal(float.NaN, target[0]);
        }
    }

    private static float[] Numbers(int count)
    {
        var stream = RandomStream.FromSeed(8).Split("x");
        return [.. Enumerable.Range(0, count).Select(_ => (float)stream.NextNormal())];
    }
}
