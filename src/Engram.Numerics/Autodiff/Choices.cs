using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Comparisons, and functions that choose between numbers. Their derivative jumps; at the jump it is what the operation says.</summary>
public static class Choices
{
    /// <summary>Operations on a tensor.</summary>
    /// <param name="a">The tensor.</param>
    /// <typeparam name="T">float or double.</typeparam>
    extension<T>(Tensor<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>1 where a &lt; b, else 0; a constant.</summary>
        public Tensor<T> LessThan(Tensor<T> b) => Elementwise.Combine(nameof(LessThan), Binary.Less, a, b, null, null);

        /// <summary>1 where a = b, else 0; a constant.</summary>
        public Tensor<T> EqualTo(Tensor<T> b) => Elementwise.Combine(nameof(EqualTo), Binary.Equal, a, b, null, null);

        /// <summary>−1, 0 or 1; a constant.</summary>
        public Tensor<T> Sign() => Elementwise.Map(nameof(Sign), Unary.Sign, a, null);

        /// <summary>|a|. The derivative at 0 is 0.</summary>
        public Tensor<T> Abs() => Elementwise.Map(nameof(Abs), Unary.Abs, a,
            static (y, g) => g.Multiply(y.Input(0).Sign()));

        /// <summary>a where the mask is not 0, else 0, whatever a is there (NaN too).</summary>
        /// <param name="mask">Of a shape that meets; no gradient goes to it.</param>
        public Tensor<T> KeepWhere(Tensor<T> mask) => Elementwise.Combine(nameof(KeepWhere), Binary.KeepWhere, a, mask,
            static (y, g) => g.KeepWhere(y.Input(1)),
            null);

        /// <summary>The larger of two; NaN if one is. Where they are equal, each gets half of the gradient.</summary>
        public Tensor<T> Maximum(Tensor<T> b) => Elementwise.Combine(nameof(Maximum), Binary.Larger, a, b,
            static (y, g) => g.Multiply(Share(y.Input(1), y.Input(0))),
            static (y, g) => g.Multiply(Share(y.Input(0), y.Input(1))));

        /// <summary>The smaller of two; NaN if one is. Where they are equal, each gets half of the gradient.</summary>
        public Tensor<T> Minimum(Tensor<T> b) => Elementwise.Combine(nameof(Minimum), Binary.Smaller, a, b,
            static (y, g) => g.Multiply(Share(y.Input(0), y.Input(1))),
            static (y, g) => g.Multiply(Share(y.Input(1), y.Input(0))));

        /// <summary>a held between two bounds, both included. Outside the derivative is 0, at the bounds ½.</summary>
        /// <param name="low">The lower bound, below the upper.</param>
        /// <param name="high">The upper bound.</param>
        /// <exception cref="ArgumentException">The bounds are NaN or not in order.</exception>
        public Tensor<T> Clip(T low, T high) => low < high
            ? a.Maximum(a.Tape.Constant(low)).Minimum(a.Tape.Constant(high))
            : throw new ArgumentException($"Clip needs a lower bound below the upper; given were {low} and {high}.", nameof(low));
    }

    /// <summary>Number by number: <paramref name="yes"/> where the condition is not 0, <paramref name="no"/> where it is. What is not chosen may be
    /// NaN.</summary>
    /// <param name="condition">For instance the result of a comparison; no gradient goes to it.</param>
    /// <param name="yes">Of a shape that meets.</param>
    /// <param name="no">Of a shape that meets.</param>
    /// <typeparam name="T">float or double.</typeparam>
    public static Tensor<T> Where<T>(Tensor<T> condition, Tensor<T> yes, Tensor<T> no)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        yes.KeepWhere(condition).Add(no.KeepWhere(condition.EqualTo(condition.Tape.Constant(T.Zero))));

    // 1 where low < high, ½ where they are equal.
    private static Tensor<T> Share<T>(Tensor<T> low, Tensor<T> high)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        low.LessThan(high).Add(low.EqualTo(high) * T.CreateTruncating(0.5));
}
