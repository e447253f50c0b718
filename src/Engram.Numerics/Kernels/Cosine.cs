namespace Engram.Numerics.Kernels;

/// <summary>cos x, x in rad; NaN at ±∞. See <see cref="Sinusoid"/>. Double precision: <see cref="Trigonometry.Cos"/>.</summary>
internal readonly struct Cosine : IElementaryFunction
{
    public static bool IsLong => true;

    public static TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, float> => Sinusoid.Of(x, 1);

    public static double Of(double x) => Trigonometry.Cos(x);

    public static void Mend(ReadOnlySpan<float> x, Span<float> target) => Sinusoid.Mend(x, target, 1);
}
