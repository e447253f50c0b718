using System.Numerics;
using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>Short runs of numbers that four nested loops find in a source, laid one behind the other.</summary>
/// <param name="Length">Numbers of a piece.</param>
/// <param name="Step">From one number of a piece to the next.</param>
/// <param name="First">The outermost loop; the last is the innermost.</param>
/// <param name="Second">The next.</param>
/// <param name="Third">The next.</param>
/// <param name="Fourth">The innermost.</param>
internal readonly record struct Pieces(int Length, int Step, PieceLoop First, PieceLoop Second, PieceLoop Third, PieceLoop Fourth)
{
    /// <summary>Copies them. Numbers are moved only: the bits cannot depend on the width.</summary>
    /// <param name="source">Not checked: the loops must stay inside.</param>
    /// <param name="target">As many numbers as there are in all pieces.</param>
    /// <param name="width">Of vectors.</param>
    public unsafe void CopyTo<T>(ReadOnlySpan<T> source, Span<T> target, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, First.Count * Second.Count * Third.Count * Fourth.Count * Length);
        fixed (T* from = source, to = target) // parts of vectors are read and written by their addresses
        {
            switch (width)
            {
                case VectorWidth.Bits512:
                    CopyTo<T, Lanes512<T>>(ref *from, ref *to);
                    break;
                case VectorWidth.Bits256:
                    CopyTo<T, Lanes256<T>>(ref *from, ref *to);
                    break;
                default:
                    Copy<T, Loop<T>>(ref *from, ref *to, 0);
                    break;
            }
        }
    }

    private void CopyTo<T, TLanes>(ref T from, ref T to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        var vectors = Step == 1 ? (Length + TLanes.Count - 1) / TLanes.Count : 0;
        var last = Length - ((vectors - 1) * TLanes.Count);
        switch (vectors)
        {
            case 1:
                Copy<T, Strip<T, OneWide<T, TLanes, PartEnd>>>(ref from, ref to, last);
                break;
            case 2:
                Copy<T, Strip<T, TwoWide<T, TLanes, PartEnd>>>(ref from, ref to, last);
                break;
            default:
                Copy<T, Loop<T>>(ref from, ref to, last);
                break;
        }
    }

    private void Copy<T, TPiece>(ref T from, ref T to, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TPiece : struct, IPiece<T>
    {
        var (length, step, innerCount, innerStride) = (Length, Step, Fourth.Count, Fourth.Stride);
        for (var i = 0; i < First.Count; i++)
        {
            for (var j = 0; j < Second.Count; j++)
            {
                for (var k = 0; k < Third.Count; k++)
                {
                    ref var source = ref Unsafe.Add(ref from, (i * First.Stride) + (j * Second.Stride) + (k * Third.Stride));
                    for (var l = 0; l < innerCount; l++)
                    {
                        TPiece.Copy(ref source, ref to, length, step, last);
                        source = ref Unsafe.Add(ref source, innerStride);
                        to = ref Unsafe.Add(ref to, length);
                    }
                }
            }
        }
    }

    private interface IPiece<T>
    {
        static abstract void Copy(ref T from, ref T to, int length, int step, int last);
    }

    private readonly struct Strip<T, TStrip> : IPiece<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStrip : struct, IStrip<TStrip, T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Copy(ref T from, ref T to, int length, int step, int last) => TStrip.Load(in from, 0, last).Store(ref to, 0, last);
    }

    private readonly struct Loop<T> : IPiece<T>
        where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Copy(ref T from, ref T to, int length, int step, int last)
        {
            for (nint index = 0; index < length; index++)
            {
                Unsafe.Add(ref to, index) = Unsafe.Add(ref from, index * step);
            }
        }
    }
}

/// <summary>One of the loops of <see cref="Pieces"/>.</summary>
/// <param name="Count">How often it runs.</param>
/// <param name="Stride">How far it moves in the source.</param>
internal readonly record struct PieceLoop(int Count, int Stride);
