namespace Engram.Numerics.Kernels;

/// <summary>x to a constant power.</summary>
internal static class Power
{
    private const int LargestByProducts = 64;

    /// <summary>x^p: by repeated squaring for whole p up to 64 in magnitude, else e^(p ln x), whose relative error is about |p ln x| ·
    /// 2⁻⁵³.</summary>
    /// <param name="x">Any number; NaN below 0 unless p is whole.</param>
    /// <param name="p">The power.</param>
    public static double Of(double x, double p)
    {
        if (p == Math.Truncate(p) && Math.Abs(p) <= LargestByProducts)
        {
            var product = ByProducts(x, (int)Math.Abs(p));
            return p < 0 ? 1 / product : product;
        }

        return x == 0
            ? p > 0 ? 0 : double.PositiveInfinity
            : Elementary.Exp(p * Elementary.Log(x));
    }

    private static double ByProducts(double x, int p)
    {
        var product = 1.0;
        for (var square = x; p > 0; p >>= 1, square *= square)
        {
            product = (p & 1) == 1 ? product * square : product;
        }

        return product;
    }
}
