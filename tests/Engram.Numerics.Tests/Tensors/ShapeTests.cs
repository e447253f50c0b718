using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Tensors;

public sealed class ShapeTests
{
    [Fact]
    public void A_shape_knows_its_extents_from_both_ends()
    {
        var shape = new Shape(2, 3, 5);
        Assert.Equal((3, 30, 2, 5, 5, 2), (shape.Rank, shape.Count, shape[0], shape[2], shape[-1], shape[-3]));
        Assert.Equal("[2, 3, 5]", shape.ToString());
        Assert.Equal(new Shape(2, 5), shape.Without(1));
    }

    [Fact]
    public void A_scalar_has_one_number_and_no_axis()
    {
        Assert.Equal((0, 1, "[]"), (Shape.Scalar.Rank, Shape.Scalar.Count, Shape.Scalar.ToString()));
        Assert.Equal(Shape.Scalar, new Shape());
        Assert.NotEqual(Shape.Scalar, new Shape(1));
    }

    [Fact]
    public void Shapes_that_cannot_be_are_refused_with_what_was_given()
    {
        Assert.Contains("at most 4 axes; given were 5", Assert.Throws<ArgumentException>(() => new Shape(1, 2, 3, 4, 5)).Message, StringComparison.Ordinal);
        Assert.Contains("given were [3, 0]", Assert.Throws<ArgumentException>(() => new Shape(3, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("given were [-1]", Assert.Throws<ArgumentException>(() => new Shape(-1)).Message, StringComparison.Ordinal);
        Assert.Contains("given were [65536, 65536]", Assert.Throws<ArgumentException>(() => new Shape(65536, 65536)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Shape(65536, 65536, 65536, 65536));
        Assert.Throws<ArgumentException>(() => new Shape(int.MinValue));
        Assert.Throws<ArgumentException>(() => Broadcasting.Common("Add", new Shape(65536, 1), new Shape(65536)));
        Assert.Contains("0 to 1, or -1 to -2", Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(2, 3)[2]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shapes_meet_at_the_last_axis()
    {
        Assert.Equal(new Shape(4, 2, 3), Broadcasting.Common("Add", new Shape(4, 1, 3), new Shape(2, 1)));
        Assert.Equal(new Shape(7), Broadcasting.Common("Add", Shape.Scalar, new Shape(7)));
        var refused = Assert.Throws<ShapeException>(() => Broadcasting.Common("Add", new Shape(3, 4), new Shape(5)));
        Assert.Equal("Add", refused.Operation);
        Assert.Equal(
            "Add was given [3, 4] and [5]. Aligned at the last axis, extents must be equal or 1; axis -1 has 4 and 5. Reshape, Slice or Sum one of them so that they agree.",
            refused.Message);
    }

    [Fact]
    public void From_the_end_axes_are_counted_as_in_an_array()
    {
        var shape = new Shape(2, 3, 4);
        Assert.Equal((4, 3, 2), (shape[^1], shape[^2], shape[^3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => shape[^4]);
    }
}
