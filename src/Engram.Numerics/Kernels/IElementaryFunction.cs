namespace Engram.Numerics.Kernels;

/// <summary>A transcendental function of one number: in lanes in single precision, alone in double.</summary>
/// <remarks>Both from correctly rounded operations and fused multiply-adds only, so that the bits are the same on every machine.</remarks>
internal interface IElementaryFunction : IUnaryFunction<float>
{
    /// <summary>f(x) in double precision.</summary>
    static abstract double Of(double x);

    /// <summary>Computes again, one by one, what the lanes are not made for. Most functions have no such numbers.</summary>
    static virtual void Mend(ReadOnlySpan<float> x, Span<float> target)
    {
    }
}
