using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Elementary functions number by number. Their errors in units of the last place are stated where they are computed, in the
/// kernels.</summary>
public static class Functions
{
    /// <summary>Operations on a tensor.</summary>
    /// <param name="x">The tensor.</param>
    /// <typeparam name="T">float or double.</typeparam>
    extension<T>(Tensor<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>e^x, within 1 ulp.</summary>
        public Tensor<T> Exp() => Elementwise.Map(nameof(Exp), Unary.Exp, x,
            static (y, g) => g.Multiply(y));

        /// <summary>ln x, within 1 ulp; −∞ at 0 and NaN below.</summary>
        public Tensor<T> Log() => Elementwise.Map(nameof(Log), Unary.Log, x,
            static (y, g) => g.Divide(y.Input(0)));

        /// <summary>sin x, x in rad, within 2 ulp. In double precision |x| ≤ 10⁹.</summary>
        public Tensor<T> Sin() => Elementwise.Map(nameof(Sin), Unary.Sin, x,
            static (y, g) => g.Multiply(y.Input(0).Cos()));

        /// <summary>cos x, x in rad, within 2 ulp. In double precision |x| ≤ 10⁹.</summary>
        public Tensor<T> Cos() => Elementwise.Map(nameof(Cos), Unary.Cos, x,
            static (y, g) => g.Multiply(y.Input(0).Sin()).Negate());

        /// <summary>x^p for a constant p; NaN below 0 unless p is whole. Computed in double precision; not vectorised.</summary>
        /// <param name="p">The power.</param>
        public Tensor<T> Pow(T p)
        {
            var numbers = x.Tape.Dense(x.Node);
            var result = x.Tape.Result(nameof(Pow), x.Shape, out var target);
            for (var index = 0; index < target.Length; index++)
            {
                target[index] = T.CreateTruncating(Power.Of(double.CreateTruncating(numbers[index]), double.CreateTruncating(p)));
            }

            return T.IsZero(p)
                ? result.DependsOn(x)
                : result.Keep(p).DependsOn(x, static (y, g) => g.Multiply(y.Input(0).Pow(y.Kept<T>() - T.One)) * y.Kept<T>());
        }
    }
}
