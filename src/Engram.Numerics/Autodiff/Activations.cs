using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>What neurons do. Each derivative is one operation that needs the result only, and has a derivative itself.</summary>
public static class Activations
{
    /// <summary>Operations on a tensor.</summary>
    /// <param name="x">The tensor; for the slopes the result of the activation.</param>
    /// <typeparam name="T">float or double.</typeparam>
    extension<T>(Tensor<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>max(x, 0); NaN stays NaN. The derivative at 0 is 0.</summary>
        public Tensor<T> Relu() => Elementwise.Map(nameof(Relu), Unary.Relu, x,
            static (y, g) => y.ReluSlope(g));

        /// <summary>tanh x, within 2.5 ulp.</summary>
        public Tensor<T> Tanh() => Elementwise.Map(nameof(Tanh), Unary.Tanh, x,
            static (y, g) => y.TanhSlope(g));

        /// <summary>1 / (1 + e^−x), within 2.5 ulp.</summary>
        public Tensor<T> Sigmoid() => Elementwise.Map(nameof(Sigmoid), Unary.Sigmoid, x,
            static (y, g) => y.SigmoidSlope(g));

        /// <summary>g where x &gt; 0, else 0: the derivative of <see cref="Relu"/>, whose own derivative by x is 0.</summary>
        /// <param name="g">A gradient.</param>
        public Tensor<T> ReluSlope(Tensor<T> g) => Elementwise.Combine(nameof(ReluSlope), Binary.ReluSlope, x, g,
            null,
            static (y, u) => y.Input(0).ReluSlope(u));

        /// <summary>g (1 − x²): the derivative of <see cref="Tanh"/> from its result x.</summary>
        /// <param name="g">A gradient.</param>
        public Tensor<T> TanhSlope(Tensor<T> g) => Elementwise.Combine(nameof(TanhSlope), Binary.TanhSlope, x, g,
            static (y, u) => u.Multiply(y.Input(1)).Multiply(y.Input(0)) * T.CreateTruncating(-2),
            static (y, u) => y.Input(0).TanhSlope(u));

        /// <summary>g x (1 − x): the derivative of <see cref="Sigmoid"/> from its result x.</summary>
        /// <param name="g">A gradient.</param>
        public Tensor<T> SigmoidSlope(Tensor<T> g) => Elementwise.Combine(nameof(SigmoidSlope), Binary.SigmoidSlope, x, g,
            static (y, u) => u.Multiply(y.Input(1)).Multiply(T.One - (y.Input(0) * T.CreateTruncating(2))),
            static (y, u) => y.Input(0).SigmoidSlope(u));

        /// <summary>∂L/∂z from g = ∂L/∂y, where x is y = activation(z), as an operation.</summary>
        internal Tensor<T> Slope(Activation activation, Tensor<T> g) => SlopeOf(activation) switch
        {
            Binary.ReluSlope => x.ReluSlope(g),
            Binary.TanhSlope => x.TanhSlope(g),
            Binary.SigmoidSlope => x.SigmoidSlope(g),
            _ => g,
        };
    }

    /// <summary>The function of y and ∂L/∂y that is ∂L/∂z, where y = activation(z); none where both gradients are the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // asked for at each layer of a small network, for which a call would count
    internal static Binary? SlopeOf(Activation activation) => activation switch
    {
        Activation.Relu => Binary.ReluSlope,
        Activation.Tanh => Binary.TanhSlope,
        Activation.Sigmoid => Binary.SigmoidSlope,
        _ => null,
    };
}
