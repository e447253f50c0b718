using System.Numerics;
using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>How a window slides over an image of several channels, with zeros around it.</summary>
/// <remarks>
/// Images are unfolded with their zeros around them (<see cref="Surround"/>), so that every window sees whole rows of numbers. Numbers are moved, and in
/// <see cref="Fold"/> added one by one in a fixed order: the bits do not depend on the width of the vectors that do it.
/// </remarks>
/// <param name="Channels">Channels of the image.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="WindowHeight">Rows of the window.</param>
/// <param name="WindowWidth">Columns of the window.</param>
/// <param name="Stride">How far it moves, in both directions.</param>
/// <param name="Padding">Rows and columns of zeros on every side.</param>
internal readonly record struct ImagePatches(int Channels, int Height, int Width, int WindowHeight, int WindowWidth, int Stride, int Padding)
{
    private const int WidestVector = 16;

    /// <summary>Windows from top to bottom.</summary>
    public int Rows => ((PaddedHeight - WindowHeight) / Stride) + 1;

    /// <summary>Windows from left to right.</summary>
    public int Columns => ((PaddedWidth - WindowWidth) / Stride) + 1;

    /// <summary>Numbers that a window sees.</summary>
    public int Seen => Channels * WindowHeight * WindowWidth;

    /// <summary>Windows of an image.</summary>
    public int Windows => Rows * Columns;

    /// <summary>Numbers of an image with its zeros.</summary>
    public int Padded => Channels * PaddedHeight * PaddedWidth;

    /// <summary>How far beside the patches <see cref="Fold"/> may read.</summary>
    public int Guard => WidestVector + WindowWidth + Padding;

    private PieceLoop Planes => new(Channels, PaddedHeight * PaddedWidth);

    private int PaddedHeight => Height + (2 * Padding);

    private int PaddedWidth => Width + (2 * Padding);

    /// <summary>The image with zeros around it, written to <paramref name="padded"/> if there are any.</summary>
    /// <param name="image">[Channels, Height, Width].</param>
    /// <param name="padded">Room for <see cref="Padded"/> numbers; where an image was before, only the image is written anew.</param>
    /// <param name="isFirst">Whether no image was there before.</param>
    public ReadOnlySpan<T> Surround<T>(ReadOnlySpan<T> image, Span<T> padded, bool isFirst)
        where T : unmanaged
    {
        if (Padding == 0)
        {
            return image;
        }

        if (isFirst)
        {
            padded.Clear();
        }

        for (var row = 0; row < Channels * Height; row++)
        {
            image.Slice(row * Width, Width).CopyTo(padded[Inside(row)..]);
        }

        return padded;
    }

    /// <summary>Writes what each window sees as a column: [Seen, Windows], row by row.</summary>
    /// <param name="padded">From <see cref="Surround"/>.</param>
    /// <param name="patches">[Seen, Windows].</param>
    /// <param name="width">Of vectors.</param>
    public void Unfold<T>(ReadOnlySpan<T> padded, Span<T> patches, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new Pieces(Columns, Stride, Planes, new(WindowHeight, PaddedWidth), new(WindowWidth, 1), new(Rows, PaddedWidth * Stride))
            .CopyTo(padded[..Padded], patches, width);

    /// <summary>For every number of the image the sum of the numbers in the patches that saw it, in the order of the patches: the reverse of
    /// <see cref="Unfold"/>.</summary>
    /// <param name="patches">[Seen, Windows], with <see cref="Guard"/> numbers of any value in front and behind.</param>
    /// <param name="image">[Channels, Height, Width].</param>
    /// <param name="masks">Room for <see cref="Columns"/> and twice <see cref="Guard"/> numbers.</param>
    /// <param name="width">Of vectors.</param>
    public unsafe void Fold<T>(ReadOnlySpan<T> patches, Span<T> image, Span<T> masks, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patches.Length, (Seen * Windows) + (2 * Guard));
        ArgumentOutOfRangeException.ThrowIfLessThan(image.Length, Channels * Height * Width);
        if (Stride > 1)
        {
            Scatter(patches[Guard..], image);
            return;
        }

        masks.Clear();
        masks.Slice(Guard, Columns).Fill(T.AllBitsSet);
        fixed (T* from = patches[Guard..], to = image, mask = masks[Guard..])
        {
            switch (width)
            {
                case VectorWidth.Bits512:
                    Gather<T, Lanes512<T>>(ref *from, ref *to, ref *mask);
                    break;
                case VectorWidth.Bits256:
                    Gather<T, Lanes256<T>>(ref *from, ref *to, ref *mask);
                    break;
                case VectorWidth.Bits128:
                    Gather<T, Lanes128<T>>(ref *from, ref *to, ref *mask);
                    break;
                default:
                    Gather<T, SingleLane<T>>(ref *from, ref *to, ref *mask);
                    break;
            }
        }
    }

    // A row of the image at a time, a vector of it in a register: what the windows at row - top saw at their place (top, left) lies beside itself,
    // shifted by left, and is masked where the row of windows ends. Two channels together: a sum alone would wait for itself. The last of an odd number is
    // its own partner, and done twice alike.
    private void Gather<T, TLanes>(ref T from, ref T to, ref T mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        var (windowWidth, columns, windows, place) = (WindowWidth, Columns, Windows, WindowWidth * Windows);
        for (var channel = 0; channel < Channels; channel += 2)
        {
            nint partner = channel + 1 < Channels ? WindowHeight * place : 0;
            nint partnerImage = channel + 1 < Channels ? Height * Width : 0;
            ref var target = ref Unsafe.Add(ref to, channel * Height * Width);
            for (var row = Padding; row < Height + Padding; row++)
            {
                var firstTop = Math.Max(0, row - Rows + 1);
                var lastTop = Math.Min(WindowHeight - 1, row);
                for (var column = 0; column < Width; column += TLanes.Count)
                {
                    var (sum, other) = (TLanes.Broadcast(T.Zero), TLanes.Broadcast(T.Zero));
                    for (var top = firstTop; top <= lastTop; top++)
                    {
                        nint at = (((channel * WindowHeight) + top) * place) + ((row - top) * columns) + column + Padding;
                        for (var left = 0; left < windowWidth; left++, at += windows - 1)
                        {
                            var inside = TLanes.Load(in mask, column + Padding - left);
                            sum += TLanes.Load(in from, at) & inside;
                            other += TLanes.Load(in from, at + partner) & inside;
                        }
                    }

                    if (column + TLanes.Count <= Width)
                    {
                        sum.Store(ref target, column);
                        other.Store(ref target, column + partnerImage);
                    }
                    else
                    {
                        sum.StoreFirst(ref target, column, Width - column);
                        other.StoreFirst(ref target, column + partnerImage, Width - column);
                    }
                }

                target = ref Unsafe.Add(ref target, Width);
            }
        }
    }

    private void Scatter<T>(ReadOnlySpan<T> patches, Span<T> image)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        image[..(Channels * Height * Width)].Clear();
        for (int seen = 0, from = 0; seen < Seen; seen++)
        {
            var (channel, top, left) = (seen / (WindowHeight * WindowWidth), seen / WindowWidth % WindowHeight, seen % WindowWidth);
            for (var window = 0; window < Windows; window++, from++)
            {
                var (y, x) = ((window / Columns * Stride) + top - Padding, (window % Columns * Stride) + left - Padding);
                if ((uint)y < (uint)Height && (uint)x < (uint)Width)
                {
                    image[(((channel * Height) + y) * Width) + x] += patches[from];
                }
            }
        }
    }

    // Where row r of all channels' rows begins in the padded image.
    private int Inside(int row) => (((row / Height * PaddedHeight) + (row % Height) + Padding) * PaddedWidth) + Padding;
}
