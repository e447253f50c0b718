using System.Runtime.CompilerServices;

namespace Engram.Numerics.Tensors;

/// <summary>Where the numbers of a tensor lie in its storage: number (i, j, k, l) is at offset + i·s₀ + j·s₁ + k·s₂ + l·s₃.</summary>
/// <remarks>Always four places, as in <see cref="Shape"/>. A broadcast axis has stride 0. Views change only this; the numbers stay where they
/// are.</remarks>
internal readonly record struct Layout(Shape Shape, int Offset, int Stride0, int Stride1, int Stride2, int Stride3)
{
    /// <summary>The extents; a field, so that one of them can be looked at without the others.</summary>
    public readonly Shape Shape = Shape;

    /// <summary>Where the first number is; a field for the same reason.</summary>
    public readonly int Offset = Offset;

    /// <summary>Row by row without gaps, from the offset on.</summary>
    public static Layout Dense(Shape shape, int offset)
    {
        var third = shape.Padded(3);
        var second = third * shape.Padded(2);
        return new Layout(shape, offset, second * shape.Padded(1), second, third, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // mostly asked for a place that is known when compiling
    public int Stride(int place) => place switch { 0 => Stride0, 1 => Stride1, 2 => Stride2, _ => Stride3 };

    /// <summary>Whether the numbers lie row by row without gaps, so that they are one span.</summary>
    public bool IsDense
    {
        get
        {
            var dense = Dense(Shape, Offset);
            return (Stride3 == dense.Stride3 || Shape.Padded(3) == 1)
                && (Stride2 == dense.Stride2 || Shape.Padded(2) == 1)
                && (Stride1 == dense.Stride1 || Shape.Padded(1) == 1)
                && (Stride0 == dense.Stride0 || Shape.Padded(0) == 1);
        }
    }

    /// <summary>Whether all numbers are one, seen again and again.</summary>
    public bool IsOne => ((Shape.Padded(0) - 1) * Stride0 | (Shape.Padded(1) - 1) * Stride1 | (Shape.Padded(2) - 1) * Stride2 | (Shape.Padded(3) - 1) * Stride3) == 0;

    /// <summary>The same at another place.</summary>
    public Layout At(int offset) => new(Shape, offset, Stride0, Stride1, Stride2, Stride3);

    /// <summary>Seen as a larger shape: axes of extent 1 are read again and again. The shape must be one that this broadcasts to.</summary>
    public Layout BroadcastTo(Shape shape) => new(
        shape,
        Offset,
        Shape.Padded(0) == shape.Padded(0) ? Stride0 : 0,
        Shape.Padded(1) == shape.Padded(1) ? Stride1 : 0,
        Shape.Padded(2) == shape.Padded(2) ? Stride2 : 0,
        Shape.Padded(3) == shape.Padded(3) ? Stride3 : 0);

    /// <summary>With two places exchanged.</summary>
    public Layout Swap(int one, int other)
    {
        var from = this;
        int Source(int place) => place == one ? other : place == other ? one : place;
        int Extent(int place) => from.Shape.Padded(Source(place));
        int StrideOf(int place) => from.Stride(Source(place));
        return new Layout(
            Shape.FromPadded(Shape.Rank, Extent(0), Extent(1), Extent(2), Extent(3)), Offset, StrideOf(0), StrideOf(1), StrideOf(2), StrideOf(3));
    }

    /// <summary>With the last two places exchanged: each matrix turned.</summary>
    public Layout Turned => new(
        Shape.FromPadded(Shape.Rank, Shape.Padded(0), Shape.Padded(1), Shape.Padded(3), Shape.Padded(2)), Offset, Stride0, Stride1, Stride3, Stride2);

    /// <summary>Only <paramref name="length"/> numbers of one place, from <paramref name="start"/> on.</summary>
    public Layout Slice(int place, int start, int length) =>
        new(Shape.WithPadded(place, length), Offset + (start * Stride(place)), Stride0, Stride1, Stride2, Stride3);
}
