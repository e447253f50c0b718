using System.Numerics;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

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
