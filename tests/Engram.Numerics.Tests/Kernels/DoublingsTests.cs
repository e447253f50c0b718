using System.Numerics;
using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tests.Kernels;

public sealed class DoublingsTests
{
    [Fact]
    public void Every_normal_power_of_two_is_exact()
    {
        for (var n = -126; n <= 127; n++)
        {
            Assert.Equal(Math.Pow(2, n), Doublings.PowerOfTwo<SingleLane<float>, float>(Lane<float>(n)).Value);
        }

        for (var n = -1022; n <= 1023; n++)
        {
            Assert.Equal((ulong)(1023 + n) << 52, BitConverter.DoubleToUInt64Bits(Doublings.PowerOfTwo<SingleLane<double>, double>(Lane<double>(n)).Value));
        }
    }

    // Oracle: in double precision the product is exact, and is rounded once.
    [Fact]
    public void A_product_in_single_precision_is_rounded_once_down_to_nothing_and_up_to_infinity()
    {
        foreach (var x in new[] { 1, 1.5f, MathF.BitIncrement(1), MathF.BitDecrement(2), -MathF.PI, 1e-30f, -3e38f, 0, -0f, float.PositiveInfinity, float.NaN })
        {
            for (var n = -252; n <= 254; n++)
            {
                if (IsServed(x, Math.Abs((double)x) * Math.Pow(2, Math.Round(n / 2.0)), 1.1754943508222875e-38))
                {
                    var expected = (float)(x * Math.Pow(2, n));
                    Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(Doublings.Times<SingleLane<float>, float>(Lane<float>(x), Lane<float>(n)).Value));
                }
            }
        }
    }

    // Oracle: the 53 bits of x moved by hand, what is lost rounded to even.
    [Fact]
    public void A_product_in_double_precision_is_rounded_once_down_to_nothing_and_up_to_infinity()
    {
        foreach (var x in new[] { 1, 1.5, Math.BitIncrement(1), Math.BitDecrement(2), Math.PI, 1e-200, 1e300 })
        {
            for (var n = -2044; n <= 2046; n++)
            {
                if (IsServed(x, double.ScaleB(x, (int)Math.Round(n / 2.0)), 2.2250738585072014e-308))
                {
                    Assert.Equal(Moved(x, n), Doublings.Times<SingleLane<double>, double>(Lane<double>(x), Lane<double>(n)).Value);
                }
            }
        }
    }

    // As ILanes.TimesPowerOfTwo says: the product with the half power is a normal number; zeros and what is not finite stay what they are.
    private static bool IsServed(double x, double half, double smallest) => x == 0 || !double.IsFinite(x) || half >= smallest;

    private static double Moved(double x, int n)
    {
        var bits = BitConverter.DoubleToUInt64Bits(x);
        var (mantissa, exponent) = ((bits & ((1UL << 52) - 1)) | (1UL << 52), (int)(bits >> 52) + n); // the biased exponent of the product
        if (exponent > 0)
        {
            return exponent > 2046 ? double.PositiveInfinity : BitConverter.UInt64BitsToDouble(((ulong)exponent << 52) | (mantissa ^ (1UL << 52)));
        }

        var lost = 1 - exponent;
        if (lost > 53)
        {
            return 0;
        }

        var (kept, rest, half) = (mantissa >> lost, mantissa & ((1UL << lost) - 1), 1UL << (lost - 1));
        return BitConverter.UInt64BitsToDouble(rest > half || (rest == half && kept % 2 == 1) ? kept + 1 : kept);
    }

    private static SingleLane<T> Lane<T>(double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => SingleLane<T>.Broadcast(T.CreateChecked(value));
}
