using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <content>How the result is cut.</content>
public readonly ref partial struct MatrixProduct<T>
{
    // Wide strips read each number of A less often. Many registers hold six rows of strips four vectors wide, eight of three and twelve of two; few hold only
    // two rows of four, which is too low but for the last, and six of two.
    private const int FewRows = 2;

    // For so many rows that are left, or more, how many the next tile takes: no last tile is so low that it would wait for its own sums.
    private static ReadOnlySpan<byte> UpToTwelve => [0, 1, 2, 3, 4, 5, 6, 4, 8, 5, 10, 6, 12, 8, 8, 10, 8, 12];

    private static ReadOnlySpan<byte> UpToEight => [0, 1, 2, 3, 4, 5, 6, 4, 8, 5, 5, 6, 6, 8, 8, 5, 8];

    private static ReadOnlySpan<byte> UpToSix => [0, 1, 2, 3, 4, 5, 6, 4, 4, 5, 5, 6, 6, 5, 5, 5, 6];

    [SkipLocalsInit]
    private unsafe void Compute<TLanes, TBeginning, TEnding>()
        where TLanes : struct, ILanes<TLanes, T>
        where TBeginning : struct, IBeginning
        where TEnding : struct, IEnding
    {
        // Pinned: parts of vectors are read and written by their addresses.
        fixed (T* b = B, c = C, gate = Gate, initial = Initial)
        {
            var work = new TileWork<T>
            {
                A = ref MemoryMarshal.GetReference(A), Target = ref *c, Gate = ref *gate, Rows = Rows, Inner = Inner,
                RowStride = RowStride, InnerStride = InnerStride, Below = RightInnerStride, TargetStride = Columns,
            };
            if (TakesPanels)
            {
                Panels<TLanes, TBeginning, TEnding>(ref work);
            }
            else
            {
                Strips<TLanes, TBeginning, TEnding>(in *b, 0, Columns, ref work);
            }
        }
    }

    // Some columns of the result, with the rows of B that are given.
    private void Strips<TLanes, TBeginning, TEnding>(ref readonly T b, int firstColumn, int columns, ref TileWork<T> work)
        where TLanes : struct, ILanes<TLanes, T>
        where TBeginning : struct, IBeginning
        where TEnding : struct, IEnding
    {
        work.StartStride = TBeginning.Stride(Columns);
        for (var done = 0; done < columns;)
        {
            var vectors = (columns - done + TLanes.Count - 1) / TLanes.Count;
            vectors = Width<TLanes>(vectors, work.Rows);
            var width = Math.Min(vectors * TLanes.Count, columns - done);
            var column = firstColumn + done;
            work.Last = width - ((vectors - 1) * TLanes.Count);
            ref readonly var start = ref TBeginning.Start(in this, in work, column);
            Strip<TLanes, TBeginning, TEnding>(vectors, in Unsafe.Add(ref Unsafe.AsRef(in b), done), in start, column, in work);
            done += width;
        }
    }

    // Of the next strip, when so many vectors are left.
    private static int Width<TLanes>(int vectors, int rows)
        where TLanes : struct, ILanes<TLanes, T>
    {
        if (TLanes.Registers == 32)
        {
            return vectors == 5 ? 3 : Math.Min(vectors, 4); // five are three and two: one alone would read all of A for itself
        }

        return vectors >= 4 && rows <= FewRows ? 4 : Math.Min(vectors, 2);
    }

    private static void Strip<TLanes, TBeginning, TEnding>(int vectors, ref readonly T b, ref readonly T start, nint column, in TileWork<T> work)
        where TLanes : struct, ILanes<TLanes, T>
        where TBeginning : struct, IBeginning
        where TEnding : struct, IEnding
    {
        if (PairedTiles<T, TBeginning, TEnding>.Fit<TLanes>(vectors, work.Last, work.Rows))
        {
            var paired = PairedTiles<T, TBeginning, TEnding>.Run(in b, in start, column, in work);
            if (paired < work.Rows)
            {
                TilesOf<ThreeWide<T, TLanes, PartEnd>, TBeginning, TEnding>(UpToEight, in b, in start, column, in work, paired);
            }

            return;
        }

        var heights = vectors == 1 || (vectors == 2 && TLanes.Registers == 32) ? UpToTwelve : vectors == 3 ? UpToEight : UpToSix;
        switch (vectors, work.Last == TLanes.Count)
        {
            case (1, true):
                TilesOf<OneWide<T, TLanes, WholeEnd>, TBeginning, TEnding>(heights, in b, in start, column, in work);
                break;
            case (1, false):
                TilesOf<OneWide<T, TLanes, PartEnd>, TBeginning, TEnding>(heights, in b, in start, column, in work);
                break;
            case (2, true):
                TilesOf<TwoWide<T, TLanes, WholeEnd>, TBeginning, TEnding>(heights, in b, in start, column, in work);
                break;
            case (2, false):
                TilesOf<TwoWide<T, TLanes, PartEnd>, TBeginning, TEnding>(heights, in b, in start, column, in work);
                break;
            case (3, true):
                TilesOf<ThreeWide<T, TLanes, WholeEnd>, TBeginning, TEnding>(heights, in b, in start, column, in work);
                break;
            case (3, false):
                TilesOf<ThreeWide<T, TLanes, PartEnd>, TBeginning, TEnding>(heights, in b, in start, column, in work);
                break;
            case (4, true):
                TilesOf<FourWide<T, TLanes, WholeEnd>, TBeginning, TEnding>(heights, in b, in start, column, in work);
                break;
            default:
                TilesOf<FourWide<T, TLanes, PartEnd>, TBeginning, TEnding>(heights, in b, in start, column, in work);
                break;
        }
    }

    private static void TilesOf<TStrip, TBeginning, TEnding>(ReadOnlySpan<byte> heights, ref readonly T b, ref readonly T start, nint column, in TileWork<T> work, int row = 0)
        where TStrip : struct, IStrip<TStrip, T>
        where TBeginning : struct, IBeginning
        where TEnding : struct, IEnding
    {
        ref var rows = ref Unsafe.Add(ref Unsafe.AsRef(in work.A), row * work.RowStride);
        ref var from = ref Unsafe.Add(ref Unsafe.AsRef(in start), row * work.StartStride);
        while (row < work.Rows)
        {
            var height = heights[Math.Min(work.Rows - row, heights.Length - 1)];
            var target = column + ((work.FirstRow + row) * work.TargetStride);
            switch (height)
            {
                case 12:
                    Tiles<T, TStrip, TBeginning, TEnding>.Twelve(in rows, in b, in from, target, in work);
                    break;
                case 10:
                    Tiles<T, TStrip, TBeginning, TEnding>.Ten(in rows, in b, in from, target, in work);
                    break;
                case 8:
                    Tiles<T, TStrip, TBeginning, TEnding>.Eight(in rows, in b, in from, target, in work);
                    break;
                case 6:
                    Tiles<T, TStrip, TBeginning, TEnding>.Six(in rows, in b, in from, target, in work);
                    break;
                case 5:
                    Tiles<T, TStrip, TBeginning, TEnding>.Five(in rows, in b, in from, target, in work);
                    break;
                case 4:
                    Tiles<T, TStrip, TBeginning, TEnding>.Four(in rows, in b, in from, target, in work);
                    break;
                case 3:
                    Tiles<T, TStrip, TBeginning, TEnding>.Three(in rows, in b, in from, target, in work);
                    break;
                case 2:
                    Tiles<T, TStrip, TBeginning, TEnding>.Two(in rows, in b, in from, target, in work);
                    break;
                default:
                    Tiles<T, TStrip, TBeginning, TEnding>.One(in rows, in b, in from, target, in work);
                    break;
            }

            rows = ref Unsafe.Add(ref rows, height * work.RowStride);
            from = ref Unsafe.Add(ref from, height * work.StartStride);
            row += height;
        }
    }
}
