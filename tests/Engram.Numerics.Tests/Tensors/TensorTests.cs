using Engram.Numerics.Autodiff;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Tensors;

/// <summary>Values of views, broadcasts and products against plain loops.</summary>
public sealed class TensorTests
{
    private readonly Tape<float> _tape = new();

    public static TheoryData<int[], int[]> Meetings => new()
    {
        { [4, 5], [4, 5] },
        { [4, 5], [5] },
        { [4, 5], [4, 1] },
        { [4, 1], [5] },
        { [], [3, 4] },
        { [2, 1, 4, 1], [3, 1, 5] },
        { [2, 3, 1, 1], [2, 3, 4, 5] },
        { [1, 3, 1, 5], [2, 1, 4, 5] },
        { [17, 33], [33] },
    };

    [Theory, MemberData(nameof(Meetings))]
    public void Numbers_meet_as_loops_say(int[] left, int[] right)
    {
        var (a, b) = (Plain.Normal(_tape, "a", new Shape(left)), Plain.Normal(_tape, "b", new Shape(right)));
        var shape = Broadcasting.Common("Subtract", a.Shape, b.Shape);
        Plain.Equal(shape, (i, j, k, l) => Plain.At(a, i, j, k, l) - Plain.At(b, i, j, k, l), a - b);
        Plain.Equal(shape, (i, j, k, l) => Plain.At(b, i, j, k, l) / Plain.At(a, i, j, k, l), b / a);
    }

    [Fact]
    public void Views_of_views_meet_as_loops_say()
    {
        var a = Plain.Normal(_tape, "a", new Shape(3, 4, 5));
        var turned = a.Swap(0, 2).Slice(0, 1, 3); // [3, 4, 3]
        var b = Plain.Normal(_tape, "b", new Shape(4, 1)).BroadcastTo(new Shape(4, 3)).Transpose(); // [3, 4]
        Plain.Equal(new Shape(3, 4, 3), (_, j, k, l) => Plain.At(a, 0, l, k, j + 1), turned);
        Plain.Equal(new Shape(3, 3, 4), (_, j, k, l) => Plain.At(a, 0, k, l, j + 1) + Plain.At(b, 0, 0, k, l), turned.Transpose() + b);
        Plain.Equal(new Shape(36), (_, _, _, l) => Plain.At(turned, 0, l / 12, l / 3 % 4, l % 3), turned.Reshape(new Shape(36)));
        Plain.Equal(new Shape(3, 6, 3), (_, j, k, l) => k is 0 or 5 ? 0 : Plain.At(turned, 0, j, k - 1, l), turned.Pad(1, 1, 6));
    }

    [Fact]
    public void A_view_takes_no_memory_for_numbers()
    {
        var large = Plain.Normal(_tape, "large", new Shape(100, 100));
        var before = _tape.Bytes;
        for (var view = 0; view < 1000; view++)
        {
            Assert.Equal(new Shape(100, 50), large.Transpose().Slice(1, 50, 50).Shape);
        }

        Assert.Equal(before, _tape.Bytes);
    }

    [Theory, InlineData(1, 1, 1), InlineData(3, 7, 5), InlineData(10, 21, 100), InlineData(33, 17, 16)]
    public void A_product_of_matrices_is_a_chain_over_k(int rows, int inner, int columns)
    {
        var a = Plain.Normal(_tape, "a", new Shape(rows, inner));
        var b = Plain.Normal(_tape, "b", new Shape(inner, columns));
        var (x, y) = (a.ToArray(), b.ToArray());
        float Chain(int row, int column)
        {
            var chain = 0f;
            for (var k = 0; k < inner; k++)
            {
                chain = MathF.FusedMultiplyAdd(x[(row * inner) + k], y[(k * columns) + column], chain);
            }

            return chain;
        }

        Plain.Equal(new Shape(rows, columns), (_, _, k, l) => Chain(k, l), a.MatMul(b));
        Plain.Equal(new Shape(columns, rows), (_, _, k, l) => Chain(l, k), b.Transpose().MatMul(a.Transpose()));
    }

    [Fact]
    public void Batches_of_matrices_meet()
    {
        var a = Plain.Normal(_tape, "a", new Shape(2, 1, 3, 4));
        var b = Plain.Normal(_tape, "b", new Shape(5, 4, 2));
        var product = a.MatMul(b);
        Assert.Equal(new Shape(2, 5, 3, 2), product.Shape);
        for (var i = 0; i < 2; i++)
        {
            for (var j = 0; j < 5; j++)
            {
                var alone = a.Slice(0, i, 1).Reshape(new Shape(3, 4)).MatMul(b.Slice(0, j, 1).Reshape(new Shape(4, 2)));
                Assert.Equal(alone.ToArray(), product.Slice(0, i, 1).Slice(1, j, 1).ToArray());
            }
        }
    }

    public static TheoryData<int[], int[]> Rows => new()
    {
        { [3, 5], [5] }, // repeated, to be one run
        { [7, 3, 5], [3, 5] },
        { [7, 3, 5], [1, 5] },
        { [7, 3, 5], [7, 1, 5] }, // not the same for all
        { [7, 3, 5], [3, 1] },
        { [40, 120], [120] }, // too many to repeat
        { [3, 200], [200] }, // long enough alone
        { [3, 5], [] },
        { [3, 5], [1, 1] },
    };

    [Theory, MemberData(nameof(Rows))]
    public void Rows_and_numbers_that_meet_many_agree_with_loops(int[] many, int[] few)
    {
        var a = Plain.Normal(_tape, "a", new Shape(many));
        var b = Plain.Normal(_tape, "b", new Shape(few));
        Plain.Equal(a.Shape, (i, j, k, l) => Plain.At(a, i, j, k, l) - Plain.At(b, i, j, k, l), a - b);
        Plain.Equal(a.Shape, (i, j, k, l) => Plain.At(b, i, j, k, l) - Plain.At(a, i, j, k, l), b - a);
        Plain.Equal(a.Shape, (i, j, k, l) => 2 * Plain.At(b, i, j, k, l), b.BroadcastTo(a.Shape) + b.BroadcastTo(a.Shape));
    }

    [Fact]
    public void Folds_over_any_axes_agree_with_loops()
    {
        var x = Plain.Normal(_tape, "x", new Shape(3, 4, 2, 5));
        Plain.Equal(new Shape(4, 5), (_, _, k, l) => Enumerable.Range(0, 6).Select(n => Plain.At(x, n / 2, k, n % 2, l)).Max(), x.Max(0, 2));
        Plain.Equal(new Shape(3, 2), (_, _, k, l) => Enumerable.Range(0, 20).Select(n => Plain.At(x, k, n / 5, l, n % 5)).Max(), x.Max(1, -1));
        Plain.Equal(Shape.Scalar, (_, _, _, _) => x.ToArray().Max(), x.Max());
        Assert.Equal(x.ToArray().Sum(number => (double)number), x.Sum().Item(), 1e-4);
        Assert.Equal(x.ToArray().Average(), x.Mean(0, 1, 2, 3).Item(), 1e-6);
    }

    [Fact]
    public void Errors_name_the_operation_the_shapes_and_what_to_do()
    {
        var a = Plain.Normal(_tape, "a", new Shape(3, 4));
        Says("MatMul was given [3, 4] and [3, 4]. It multiplies [..., M, K] by [..., K, N]", () => a.MatMul(a));
        Says("Reshape was given [3, 4] and [5]. The number of numbers stays the same; these have 12 and 5.", () => a.Reshape(new Shape(5)));
        Says("Slice was given [3, 4], axis 1, start 2 and length 3. The axis has the numbers 0 to 3", () => a.Slice(1, 2, 3));
        Says("BroadcastTo was given [3, 4] and [3, 5].", () => a.BroadcastTo(new Shape(3, 5)));
        Says("Transpose was given [4]. It exchanges the last two axes and needs two.", () => a.Sum(0).Transpose());
        Says("Item was given [3, 4]. It reads the number of a tensor that has exactly one.", () => a.Item());
        Says("variable was given 3 numbers for the shape [2]. It needs 2.", () => _tape.Variable([1, 2, 3], new Shape(2)));
        Says("borrowed was given 3 numbers for the shape [2]. It needs 2.", () => _tape.Borrowed([1, 2, 3], new Shape(2)));
    }

    [Fact]
    public void A_tensor_of_a_step_that_is_over_says_so()
    {
        var old = Plain.Normal(_tape, "a", new Shape(3));
        _tape.Clear();
        Assert.Contains("its tape was cleared since", Assert.Throws<InvalidOperationException>(() => old + old).Message, StringComparison.Ordinal);
        Assert.Contains("never made", Assert.Throws<InvalidOperationException>(() => default(Tensor<float>).Shape).Message, StringComparison.Ordinal);
        var here = _tape.Constant(1);
        Assert.Contains("two tapes", Assert.Throws<InvalidOperationException>(() => here + new Tape<float>().Constant(1)).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => new Tape<Half>());
    }

    [Fact]
    public void A_tensor_shows_what_it_is() => Assert.Equal("Add [2] {1.5, -2}", (_tape.Constant([0.5f, -3], new Shape(2)) + 1).ToString());

    private static void Says(string beginning, Func<object> refused) =>
        Assert.StartsWith(beginning, Assert.Throws<ShapeException>(refused).Message, StringComparison.Ordinal);
}
