namespace Engram.Numerics.Kernels;

/// <summary>Elementary functions in double precision from IEEE 754 operations alone, so that their bits are the same on every machine.</summary>
/// <remarks>
/// <see cref="Math.Exp"/> and <see cref="Math.Log(double)"/> call the C library, which picks different code on different processors.
/// Cost: some twenty operations each; nothing is allocated.
/// </remarks>
public static class Elementary
{
    // ln 2 in two parts: the high one has enough trailing zeros for an exact product with any exponent.
    internal const double Ln2High = 6.93147180369123816490e-01;
    internal const double Ln2Low = 1.90821492927058770002e-10;
    internal const double InverseLn2 = 1.44269504088896338700e+00;

    private const double LargestExponent = 709.782712893383973096;   // ln of the largest double
    private const double SmallestExponent = -745.13321910194110842;  // ln of half the smallest subnormal

    private const int MantissaBits = 52;
    private const int ExponentBias = 1023;

    /// <summary>e^x, within one unit in the last place where the result is a normal number; NaN and ±∞ as in IEEE 754.</summary>
    /// <remarks>x = n ln 2 + r with |r| ≤ ½ ln 2; e^r by its Taylor polynomial of degree 13, whose remainder is below 5e-18.</remarks>
    public static double Exp(double x)
    {
        if (!(x <= LargestExponent && x >= SmallestExponent))
        {
            return double.IsNaN(x) ? x : x > 0 ? double.PositiveInfinity : 0;
        }

        var n = Math.Round(x * InverseLn2);
        var r = Math.FusedMultiplyAdd(-n, Ln2Low, Math.FusedMultiplyAdd(-n, Ln2High, x));
        var value = 1.0 / 6227020800;
        value = Math.FusedMultiplyAdd(value, r, 1.0 / 479001600);
        value = Math.FusedMultiplyAdd(value, r, 1.0 / 39916800);
        value = Math.FusedMultiplyAdd(value, r, 1.0 / 3628800);
        value = Math.FusedMultiplyAdd(value, r, 1.0 / 362880);
        value = Math.FusedMultiplyAdd(value, r, 1.0 / 40320);
        value = Math.FusedMultiplyAdd(value, r, 1.0 / 5040);
        value = Math.FusedMultiplyAdd(value, r, 1.0 / 720);
        value = Math.FusedMultiplyAdd(value, r, 1.0 / 120);
        value = Math.FusedMultiplyAdd(value, r, 1.0 / 24);
        value = Math.FusedMultiplyAdd(value, r, 1.0 / 6);
        value = Math.FusedMultiplyAdd(value, r, 0.5);
        value = Math.FusedMultiplyAdd(value, r, 1.0);
        value = Math.FusedMultiplyAdd(value, r, 1.0);

        // In two halves: 2^n itself may lie outside the range of a double while the result does not.
        var half = (int)n / 2;
        return value * PowerOfTwo(half) * PowerOfTwo((int)n - half);
    }

    /// <summary>The natural logarithm, within one unit in the last place; −∞ at 0, NaN below 0.</summary>
    /// <remarks>
    /// x = 2^k m with m in [√½, √2); with s = (m − 1)/(m + 1), ln m = 2 artanh s, its odd series in s as a minimax polynomial.
    /// The coefficients are those of K. C. Ng's logarithm in FDLIBM (Sun Microsystems, 1993), error below 2^-58.
    /// </remarks>
    public static double Log(double x)
    {
        if (!(x > 0) || double.IsPositiveInfinity(x))
        {
            return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
        }

        var k = 0;
        if (!double.IsNormal(x))
        {
            x *= 1UL << MantissaBits;
            k -= MantissaBits;
        }

        var bits = BitConverter.DoubleToInt64Bits(x);
        k += (int)(bits >> MantissaBits) - ExponentBias;
        var m = BitConverter.Int64BitsToDouble((bits & ((1L << MantissaBits) - 1)) | ((long)ExponentBias << MantissaBits));
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            k++;
        }

        var f = m - 1;
        var s = f / (2 + f);
        var z = s * s;
        var w = z * z;
        var even = w * (3.999999999940941908e-01 + (w * (2.222219843214978396e-01 + (w * 1.531383769920937332e-01))));
        var odd = z * (6.666666666666735130e-01
            + (w * (2.857142874366239149e-01 + (w * (1.818357216161805012e-01 + (w * 1.479819860511658591e-01))))));
        var halfSquare = 0.5 * f * f;
        return (k * Ln2High) - (halfSquare - ((s * (halfSquare + even + odd)) + (k * Ln2Low)) - f);
    }

    private static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + ExponentBias) << MantissaBits);
}
