using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>Bit for bit two passes, a product and a sum, at every width.</summary>
public sealed class ScaledSumTests
{
    private const int Longest = 211; // past three times four 16-wide vectors as one, every remainder

    private static readonly VectorWidth[] Widths = Enum.GetValues<VectorWidth>();

    [Fact]
    public void Every_length_has_the_bits_of_two_passes_and_nothing_is_written_behind()
    {
        Check<float>();
        Check<double>();
    }

    [Fact]
    public void The_product_is_rounded_before_the_sum()
    {
        const float Factor = 1 + (1f / 4096); // its square lies half-way between two numbers, and is rounded to 1 + 2⁻¹¹
        foreach (var width in Widths)
        {
            var (a, b, target) = (new float[100], new float[100], new float[100]);
            a.AsSpan().Fill(-1 - (1f / 2048));
            b.AsSpan().Fill(Factor);
            target.AsSpan().Fill(7);
            ScaledSum<float>.Run(a, b, Factor, target, width);
            Assert.Equal(new float[100], target);
        }
    }

    [Fact]
    public void What_is_no_number_stays_where_it_is()
    {
        foreach (var width in Widths)
        {
            float[] a = [1, float.NaN, float.PositiveInfinity, 1, -0f], b = [float.NaN, 1, float.PositiveInfinity, float.NegativeInfinity, 0], target = new float[5];
            ScaledSum<float>.Run(a, b, -2, target, width);
            Assert.Equal([float.NaN, float.NaN, float.NaN, float.PositiveInfinity, -0f], target);
            Assert.True(float.IsNegative(target[4]), "−0 − 0 is −0.");
        }
    }

    private static void Check<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (a, b, factor) = (Numbers<T>("a"), Numbers<T>("b"), T.CreateTruncating(-0.3));
        var products = b.Select(number => number * factor).ToArray();
        var expected = a.Zip(products, (number, product) => number + product).ToArray();
        foreach (var width in Widths)
        {
            for (var length = 0; length <= Longest; length++)
            {
                var (apart, first, second) = (new T[Longest], (T[])a.Clone(), (T[])b.Clone());
                ScaledSum<T>.Run(a.AsSpan(0, length), b.AsSpan(0, length), factor, apart.AsSpan(0, length), width);
                ScaledSum<T>.Run(first.AsSpan(0, length), b.AsSpan(0, length), factor, first.AsSpan(0, length), width); // in place of either
                ScaledSum<T>.Run(a.AsSpan(0, length), second.AsSpan(0, length), factor, second.AsSpan(0, length), width);
                Assert.Equal([.. expected[..length], .. new T[Longest - length]], apart);
                Assert.Equal([.. expected[..length], .. a[length..]], first);
                Assert.Equal([.. expected[..length], .. b[length..]], second);
            }
        }
    }

    private static T[] Numbers<T>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var stream = RandomStream.FromSeed(19).Split(name);
        return [.. Enumerable.Range(0, Longest).Select(_ => T.CreateTruncating(stream.NextNormal(0, 1)))];
    }
}
