using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <content>What is copied of B before it is multiplied, so that the tiles read neighbouring numbers that are near.</content>
public readonly ref partial struct MatrixProduct<T>
{
    // Few rows of A want a panel, a strip of two wide vectors, in half the first-level cache. For many it may come from the second level, which feeds
    // tiles fast enough, and the deeper it is, the less often C is fetched and put back.
    private const int Depth = 256;
    private const int DepthForManyRows = 512;
    private const int SmallBytes = 32 * 1024;

    // From here on rows of B lie on so many pages, or fill so much of the second-level cache, that a copy pays, if enough rows of A meet it.
    private const int FarApartBytes = 1024 * 1024;
    private const int ManyRows = 48;
    private const int ManyColumns = 128;
    private const int FarStrideBytes = 4096;
    private const int BlockRows = 192;
    private const int Apart = 16;

    // All strips of so many columns, 2 MB in single precision, wait for the next block of rows: B is read once, and its rows lie on many pages.
    private const int GroupColumns = 1024;

    [ThreadStatic]
    private static T[]? _left;

    [ThreadStatic]
    private static T[]? _right;

    // Without a k there is nothing to copy, and only what the chains begin with.
    private bool TakesPanels => Inner > 0 &&
        (RightColumnStride != 1 || (Rows >= ManyRows && (long)Inner * RightInnerStride * Unsafe.SizeOf<T>() >= FarApartBytes));

    // Rows of A that lie far apart fall into the same few places of the first-level cache.
    private bool CopiesLeft => Rows >= ManyRows && Columns >= ManyColumns && (RowStride == 1 || InnerStride == 1) && (long)Math.Max(RowStride, InnerStride) * Unsafe.SizeOf<T>() >= FarStrideBytes;

    [SkipLocalsInit]
    private void Panels<TLanes, TBeginning, TEnding>(ref TileWork<T> work)
        where TLanes : struct, ILanes<TLanes, T>
        where TBeginning : struct, IBeginning
        where TEnding : struct, IEnding
    {
        Span<T> left = CopiesLeft ? _left ??= GC.AllocateUninitializedArray<T>(BlockRows * (DepthForManyRows + Apart), pinned: true) : [];
        var isOne = (long)Inner * Columns * Unsafe.SizeOf<T>() <= SmallBytes;
        var width = isOne ? Columns : 2 * TLanes.Count;
        var most = Rows >= ManyRows ? DepthForManyRows : Depth;
        var pieces = isOne ? 1 : (Inner + most - 1) / most;
        var depth = (Inner + pieces - 1) / pieces;
        var height = left.IsEmpty ? Rows : BlockRows;
        var isShared = height < Rows;
        Span<T> panel = stackalloc T[isShared ? 0 : width * depth]; // no more than is needed: every page of it is touched once for each product
        Span<T> group = isShared ? _right ??= GC.AllocateUninitializedArray<T>(GroupColumns * DepthForManyRows, pinned: true) : panel;
        var grouped = isShared ? GroupColumns : Columns;
        for (var first = 0; first < Columns; first += grouped)
        {
            var end = Math.Min(first + grouped, Columns);
            for (var k = 0; k < Inner; k += depth)
            {
                work.Inner = Math.Min(depth, Inner - k);
                var (isFirst, isLast) = (k == 0, k + depth >= Inner);
                for (var row = 0; row < Rows; row += height)
                {
                    work.FirstRow = row;
                    work.Rows = Math.Min(height, Rows - row);
                    work.A = ref Unsafe.Add(ref MemoryMarshal.GetReference(A), ((nint)row * RowStride) + ((nint)k * InnerStride));
                    if (!left.IsEmpty)
                    {
                        CopyLeft(A[((row * RowStride) + (k * InnerStride))..], left, ref work);
                    }

                    for (var column = first; column < end; column += width)
                    {
                        var strip = isShared ? group[((column - first) * depth)..] : group;
                        var columns = Math.Min(width, end - column);
                        if (row == 0)
                        {
                            CopyRight(B[((k * RightInnerStride) + (column * RightColumnStride))..], strip, (int)work.Inner, columns);
                        }

                        work.Below = columns;
                        ref var b = ref MemoryMarshal.GetReference(strip);
                        switch (isFirst, isLast)
                        {
                            case (true, true):
                                Strips<TLanes, TBeginning, TEnding>(in b, column, columns, ref work);
                                break;
                            case (true, false):
                                Strips<TLanes, TBeginning, PlainEnding>(in b, column, columns, ref work);
                                break;
                            case (false, false):
                                Strips<TLanes, ResultBeginning, PlainEnding>(in b, column, columns, ref work);
                                break;
                            default:
                                Strips<TLanes, ResultBeginning, TEnding>(in b, column, columns, ref work);
                                break;
                        }
                    }
                }
            }
        }
    }

    private void CopyLeft(ReadOnlySpan<T> source, Span<T> target, ref TileWork<T> work)
    {
        var byRows = InnerStride == 1;
        var (count, length) = byRows ? (work.Rows, (int)work.Inner) : ((int)work.Inner, work.Rows);
        var (from, to) = byRows ? (RowStride, DepthForManyRows + Apart) : (InnerStride, BlockRows);
        for (var index = 0; index < count; index++)
        {
            source.Slice(index * from, length).CopyTo(target[(index * to)..]);
        }

        (work.RowStride, work.InnerStride) = byRows ? (to, 1) : (1, to);
        work.A = ref MemoryMarshal.GetReference(target);
    }

    private void CopyRight(ReadOnlySpan<T> source, Span<T> panel, int rows, int columns)
    {
        if (RightColumnStride == 1)
        {
            for (var row = 0; row < rows; row++)
            {
                source.Slice(row * RightInnerStride, columns).CopyTo(panel[(row * columns)..]);
            }
        }
        else if (RightInnerStride == 1)
        {
            Transposition.Turn(source, panel, columns, rows, RightColumnStride);
        }
        else
        {
            for (var row = 0; row < rows; row++)
            {
                for (var at = 0; at < columns; at++)
                {
                    panel[(row * columns) + at] = source[(row * RightInnerStride) + (at * RightColumnStride)];
                }
            }
        }
    }
}
