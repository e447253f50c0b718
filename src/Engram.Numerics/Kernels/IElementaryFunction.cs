using System.Numerics;
using System.Runtime.InteropServices;

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

/// <summary>Applies an elementary function number by number.</summary>
internal static class ElementaryMap
{
    /// <summary>target[i] = f(x[i]); the spans have the same length and do not overlap.</summary>
    public static void Apply<T, TFunction>(ReadOnlySpan<T> x, Span<T> target, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IElementaryFunction
    {
        if (typeof(T) == typeof(float))
        {
            var singles = MemoryMarshal.Cast<T, float>(x);
            var results = MemoryMarshal.Cast<T, float>(target);
            Pointwise.Map<float, TFunction>(singles, results, width);
            TFunction.Mend(singles, results);
            return;
        }

        for (var index = 0; index < target.Length; index++)
        {
            target[index] = T.CreateTruncating(TFunction.Of(double.CreateTruncating(x[index])));
        }
    }
}
