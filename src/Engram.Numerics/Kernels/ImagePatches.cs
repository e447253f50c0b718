using System.Numerics;

namespace Engram.Numerics.Kernels;

/// <summary>How a window slides over an image of several channels, with zeros around it.</summary>
/// <param name="Channels">Channels of the image.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="WindowHeight">Rows of the window.</param>
/// <param name="WindowWidth">Columns of the window.</param>
/// <param name="Stride">How far it moves, in both directions.</param>
/// <param name="Padding">Rows and columns of zeros on every side.</param>
internal readonly record struct ImagePatches(int Channels, int Height, int Width, int WindowHeight, int WindowWidth, int Stride, int Padding)
{
    /// <summary>Windows from top to bottom.</summary>
    public int Rows => ((Height + (2 * Padding) - WindowHeight) / Stride) + 1;

    /// <summary>Windows from left to right.</summary>
    public int Columns => ((Width + (2 * Padding) - WindowWidth) / Stride) + 1;

    /// <summary>Numbers that a window sees.</summary>
    public int Seen => Channels * WindowHeight * WindowWidth;

    /// <summary>Windows of an image.</summary>
    public int Windows => Rows * Columns;

    /// <summary>Writes what each window sees as a column: [Seen, Windows], row by row. Zeros where a window sees past the border.</summary>
    public void Unfold<T>(ReadOnlySpan<T> image, Span<T> patches)
        where T : unmanaged
    {
        for (int seen = 0, to = 0; seen < Seen; seen++)
        {
            var (channel, top, left) = (seen / (WindowHeight * WindowWidth), seen / WindowWidth % WindowHeight, seen % WindowWidth);
            for (var row = 0; row < Rows; row++, to += Columns)
            {
                var target = patches.Slice(to, Columns);
                var y = (row * Stride) + top - Padding;
                if ((uint)y >= (uint)Height)
                {
                    target.Clear();
                    continue;
                }

                var source = image.Slice(((channel * Height) + y) * Width, Width);
                if (Stride == 1)
                {
                    var (start, end) = Inside(left);
                    target[..start].Clear();
                    source.Slice(left - Padding + start, end - start).CopyTo(target[start..]);
                    target[end..].Clear();
                    continue;
                }

                for (int column = 0, x = left - Padding; column < Columns; column++, x += Stride)
                {
                    target[column] = (uint)x < (uint)Width ? source[x] : default;
                }
            }
        }
    }

    /// <summary>Adds every number of the patches to where in the image it was seen, in the order of the patches: the reverse of
    /// <see cref="Unfold"/>.</summary>
    public void Fold<T>(ReadOnlySpan<T> patches, Span<T> image, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int seen = 0, from = 0; seen < Seen; seen++)
        {
            var (channel, top, left) = (seen / (WindowHeight * WindowWidth), seen / WindowWidth % WindowHeight, seen % WindowWidth);
            for (var row = 0; row < Rows; row++, from += Columns)
            {
                var y = (row * Stride) + top - Padding;
                if ((uint)y >= (uint)Height)
                {
                    continue;
                }

                var source = patches.Slice(from, Columns);
                var target = image.Slice(((channel * Height) + y) * Width, Width);
                if (Stride == 1)
                {
                    var (start, end) = Inside(left);
                    var sums = target.Slice(left - Padding + start, end - start);
                    Pointwise.Combine<T, Sum<T>>(sums, 1, source[start..end], 1, sums, width);
                    continue;
                }

                for (int column = 0, x = left - Padding; column < Columns; column++, x += Stride)
                {
                    if ((uint)x < (uint)Width)
                    {
                        target[x] += source[column];
                    }
                }
            }
        }
    }

    // With stride 1: which windows of a row see a column of the image at this place of theirs.
    private (int Start, int End) Inside(int left)
    {
        var start = Math.Clamp(Padding - left, 0, Columns);
        return (start, Math.Clamp(Width + Padding - left, start, Columns));
    }
}
