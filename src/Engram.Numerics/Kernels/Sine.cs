namespace Engram.Numerics.Kernels;

/// <summary>sin x, x in rad; NaN at ±∞; −0 stays −0. See <see cref="Sinusoid"/>. Double precision: <see cref="Trigonometry.Sin"/>.</summary>
internal readonly struct Sine : IElementaryFunction
{
    public static bool IsLong => true;

    public static TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, float> => TLanes.WhereEqual(x, TLanes.Broadcast(0), x, Sinusoid.Of(x, 0));

    public static double Of(double x) => Trigonometry.Sin(x);

    public static void Mend(ReadOnlySpan<float> x, Span<float> target) => Sinusoid.Mend(x, target, 0);
}
