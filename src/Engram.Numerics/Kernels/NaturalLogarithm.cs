namespace Engram.Numerics.Kernels;

/// <summary>ln x; −∞ at 0, NaN below, ∞ at ∞.</summary>
/// <remarks>
/// Single precision: x = 2^k (1 + f) with 1 + f in [√½, √2); ln (1 + f) = f − ½f² + f³ p(f) with a minimax polynomial p of degree 8
/// (float_polynomials.py beside the tests). Within 1 ulp over the whole range, subnormal arguments too. Double precision:
/// <see cref="Elementary.Log"/>.
/// </remarks>
internal readonly struct NaturalLogarithm : IElementaryFunction
{
    private const int MantissaBits = 23;
    private const float ExponentToFloat = 8388608f;        // 2^23: with a small integer in its low bits it is 2^23 plus that integer
    private const float SmallestNormal = 1.17549435e-38f;
    private const float Ln2High = 0.69311523f;             // twelve bits, so that its product with k is exact
    private const float Ln2Low = 3.1946183e-05f;

    private static float MantissaMask => BitConverter.Int32BitsToSingle((1 << MantissaBits) - 1);

    public static bool IsLong => true;

    public static TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, float>
    {
        var (zero, one) = (TLanes.Broadcast(0), TLanes.Broadcast(1));
        var normal = TLanes.Broadcast(SmallestNormal);
        var scaled = TLanes.WhereLess(x, normal, x * TLanes.Broadcast(ExponentToFloat), x);
        var biased = TLanes.ShiftBitsRight(scaled, MantissaBits) | TLanes.Broadcast(ExponentToFloat);
        var k = biased - TLanes.WhereLess(x, normal, TLanes.Broadcast(ExponentToFloat + 127 + MantissaBits), TLanes.Broadcast(ExponentToFloat + 127));
        var m = (scaled & TLanes.Broadcast(MantissaMask)) | one;
        var root = TLanes.Broadcast(1.41421354f);
        k += TLanes.WhereLess(root, m, one, zero);
        var f = TLanes.WhereLess(root, m, m * TLanes.Broadcast(0.5f), m) - one;

        var p = TLanes.Broadcast(0.06746634f);
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(-0.116756454f));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(0.11888162f));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(-0.1240559f));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(0.14219552f));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(-0.16667996f));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(0.20002119f));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(-0.2500001f));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(0.33333313f));
        var square = f * f;
        var small = TLanes.FusedMultiplyAdd(k, TLanes.Broadcast(Ln2Low), square * f * p);
        small = TLanes.FusedMultiplyAdd(TLanes.Broadcast(-0.5f), square, small);
        var value = TLanes.FusedMultiplyAdd(k, TLanes.Broadcast(Ln2High), f + small);

        // What is no positive finite number: itself where it is ∞ or NaN, −∞ at zero, NaN below.
        var infinity = TLanes.Broadcast(float.PositiveInfinity);
        value = TLanes.WhereLess(x, infinity, value, x);
        value = TLanes.WhereLess(zero, x, value, TLanes.WhereEqual(x, zero, infinity ^ TLanes.Broadcast(-0f), TLanes.Broadcast(float.NaN)));
        return value;
    }

    public static double Of(double x) => Elementary.Log(x);
}
