using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Many numbers to few: sums, means and maxima over axes; and few to many, which is the same read backwards.</summary>
/// <remarks>The order of additions is fixed by the shape alone, see <see cref="Reduction"/>.</remarks>
public static class Reductions
{
    /// <summary>Operations on a tensor.</summary>
    /// <param name="x">The tensor.</param>
    /// <typeparam name="T">float or double.</typeparam>
    extension<T>(Tensor<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>The sum over some axes, which disappear; over all without an argument.</summary>
        /// <param name="axes">Counted from the outermost, or negative from the innermost.</param>
        public Tensor<T> Sum(params ReadOnlySpan<int> axes) => x.SumTo(Folding.Kept(x.Shape, axes)).Reshape(Folding.Dropped(x.Shape, axes));

        /// <summary>The mean over some axes, which disappear; over all without an argument. The sum times 1/n.</summary>
        /// <param name="axes">Counted from the outermost, or negative from the innermost.</param>
        public Tensor<T> Mean(params ReadOnlySpan<int> axes)
        {
            var sum = x.Sum(axes);
            return sum * (T.One / T.CreateChecked(x.Shape.Count / sum.Shape.Count));
        }

        /// <summary>The largest over some axes, which disappear; over all without an argument. NaN if there is one.</summary>
        /// <param name="axes">Counted from the outermost, or negative from the innermost.</param>
        /// <remarks>Where several numbers are the largest, they share the gradient evenly.</remarks>
        public Tensor<T> Max(params ReadOnlySpan<int> axes) => x.MaxTo(Folding.Kept(x.Shape, axes)).Reshape(Folding.Dropped(x.Shape, axes));

        /// <summary>The sum over the axes that have extent 1 in a shape, or are missing there: the reverse of <see cref="BroadcastTo"/>.</summary>
        /// <param name="shape">A shape that broadcasts to that of the tensor.</param>
        /// <exception cref="ShapeException">It does not.</exception>
        public Tensor<T> SumTo(Shape shape) => Folding.To(nameof(SumTo), Fold.Sum, x, shape,
            static (y, g) => g.BroadcastTo(y.Input(0).Shape));

        /// <summary>The largest over the axes that have extent 1 in a shape, or are missing there.</summary>
        /// <param name="shape">A shape that broadcasts to that of the tensor.</param>
        /// <exception cref="ShapeException">It does not.</exception>
        public Tensor<T> MaxTo(Shape shape) => Folding.To(nameof(MaxTo), Fold.Largest, x, shape,
            static (y, g) =>
            {
                var winners = y.Input(0).EqualTo(y);
                return winners.Multiply(g.Divide(winners.SumTo(y.Shape)));
            });

        /// <summary>The tensor repeated along the axes in which it has extent 1; a view.</summary>
        /// <param name="shape">A shape that the tensor's broadcasts to.</param>
        /// <exception cref="ShapeException">It does not.</exception>
        public Tensor<T> BroadcastTo(Shape shape)
        {
            Broadcasting.Require(nameof(BroadcastTo), x.Shape, shape);
            return x.Tape.View(nameof(BroadcastTo), x.Node, x.Node.Layout.BroadcastTo(shape))
                .DependsOn(x, static (y, g) => g.SumTo(y.Input(0).Shape));
        }
    }
}
