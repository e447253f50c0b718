using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>+, −, ×, ÷ and what follows from them, number by number; two shapes meet as <see cref="Broadcasting"/> says.</summary>
/// <remarks>Each number is rounded once, as in IEEE 754.</remarks>
public static class Arithmetic
{
    /// <summary>Operations on a tensor.</summary>
    /// <param name="a">The tensor.</param>
    /// <typeparam name="T">float or double.</typeparam>
    extension<T>(Tensor<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>a + b.</summary>
        public static Tensor<T> operator +(Tensor<T> left, Tensor<T> right) => left.Add(right);

        /// <summary>a − b.</summary>
        public static Tensor<T> operator -(Tensor<T> left, Tensor<T> right) => left.Subtract(right);

        /// <summary>a · b, number by number.</summary>
        public static Tensor<T> operator *(Tensor<T> left, Tensor<T> right) => left.Multiply(right);

        /// <summary>a / b, number by number.</summary>
        public static Tensor<T> operator /(Tensor<T> left, Tensor<T> right) => left.Divide(right);

        /// <summary>−a.</summary>
        public static Tensor<T> operator -(Tensor<T> tensor) => tensor.Negate();

        /// <summary>a + number.</summary>
        public static Tensor<T> operator +(Tensor<T> left, T right) => left.Add(left.Tape.Constant(right));

        /// <summary>a − number.</summary>
        public static Tensor<T> operator -(Tensor<T> left, T right) => left.Subtract(left.Tape.Constant(right));

        /// <summary>number − a.</summary>
        public static Tensor<T> operator -(T left, Tensor<T> right) => right.Tape.Constant(left).Subtract(right);

        /// <summary>a · number.</summary>
        public static Tensor<T> operator *(Tensor<T> left, T right) => left.Scale(right);

        /// <summary>number · a.</summary>
        public static Tensor<T> operator *(T left, Tensor<T> right) => right.Scale(left);

        /// <summary>a / number.</summary>
        public static Tensor<T> operator /(Tensor<T> left, T right) => left.Divide(left.Tape.Constant(right));

        /// <summary>number / a.</summary>
        public static Tensor<T> operator /(T left, Tensor<T> right) => right.Tape.Constant(left).Divide(right);

        /// <summary>a + b.</summary>
        /// <exception cref="ShapeException">The shapes do not meet.</exception>
        public Tensor<T> Add(Tensor<T> b) => Elementwise.Combine(nameof(Add), Binary.Add, a, b,
            static (_, g) => g,
            static (_, g) => g);

        /// <summary>a − b.</summary>
        /// <exception cref="ShapeException">The shapes do not meet.</exception>
        public Tensor<T> Subtract(Tensor<T> b) => Elementwise.Combine(nameof(Subtract), Binary.Subtract, a, b,
            static (_, g) => g,
            static (_, g) => g.Negate());

        /// <summary>a · b, number by number.</summary>
        /// <exception cref="ShapeException">The shapes do not meet.</exception>
        public Tensor<T> Multiply(Tensor<T> b) => Elementwise.Combine(nameof(Multiply), Binary.Multiply, a, b,
            static (y, g) => g.Multiply(y.Input(1)),
            static (y, g) => g.Multiply(y.Input(0)));

        /// <summary>a / b, number by number; ±∞ and NaN where b is 0, as in IEEE 754.</summary>
        /// <exception cref="ShapeException">The shapes do not meet.</exception>
        public Tensor<T> Divide(Tensor<T> b) => Elementwise.Combine(nameof(Divide), Binary.Divide, a, b,
            static (y, g) => g.Divide(y.Input(1)),
            static (y, g) => g.Multiply(y).Divide(y.Input(1)).Negate());

        /// <summary>−a.</summary>
        public Tensor<T> Negate() => Elementwise.Map(nameof(Negate), Unary.Negate, a,
            static (_, g) => g.Negate());

        /// <summary>a · number, number by number.</summary>
        /// <param name="number">The same for all; no gradient goes to it.</param>
        public Tensor<T> Scale(T number)
        {
            var node = a.Node;
            var tape = node.Tape;
            var numbers = tape.Dense(node);
            var result = tape.New(nameof(Scale), node.Shape);
            tape.Kernels.Combine(Binary.Multiply, numbers, 1, [number], 0, result.Numbers);
            result.Keep(number);
            tape.Connect(result, node, static (y, g) => g.Scale(y.Kept<T>()));
            return new Tensor<T>(result);
        }

        /// <summary>a + number · b in one pass: a step along a gradient, for instance. The product is rounded, then the sum.</summary>
        /// <param name="b">The shapes meet by broadcasting.</param>
        /// <param name="number">The same for all; no gradient goes to it.</param>
        /// <exception cref="ShapeException">The shapes do not meet.</exception>
        public Tensor<T> AddScaled(Tensor<T> b, T number)
        {
            var (left, right) = (a.Node, b.Node);
            if (!left.IsDense || !right.IsDense || left.Shape != right.Shape)
            {
                return a.Add(b.Scale(number));
            }

            var tape = left.Tape;
            var result = tape.Like(nameof(AddScaled), left);
            tape.Kernels.AddScaled(left.Numbers, right.Numbers, number, result.Numbers);
            return ScaledSum(result, left, right, number);
        }

        /// <summary>a².</summary>
        public Tensor<T> Square() => Elementwise.Map(nameof(Square), Unary.Square, a,
            static (y, g) => g.Multiply(y.Input(0)).Scale(T.CreateTruncating(2)));

        /// <summary>√a, correctly rounded; NaN below 0. At 0 the derivative is infinite.</summary>
        public Tensor<T> SquareRoot() => Elementwise.Map(nameof(SquareRoot), Unary.SquareRoot, a,
            static (y, g) => g.Divide(y).Scale(T.CreateTruncating(0.5)));
    }

    /// <summary>What a sum a + number · b is made of, once its numbers are there.</summary>
    internal static Tensor<T> ScaledSum<T>(Node<T> sum, Node<T> a, Node<T> b, T number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        sum.Keep(number);
        sum.Tape.Connect(sum, a, static (_, g) => g, b, static (y, g) => g.Scale(y.Kept<T>()));
        sum.WayBack = WayBack.Step;
        return new Tensor<T>(sum);
    }
}
