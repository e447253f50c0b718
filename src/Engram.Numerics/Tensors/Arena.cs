using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Tensors;

/// <summary>Memory that is handed out in one direction and taken back all at once.</summary>
/// <remarks>
/// After the first round that fitted into no single block, one block of the size that was needed takes its place: from then on a round of the
/// same size allocates nothing. Every piece begins on a cache line.
/// </remarks>
/// <param name="blocks">Is told all blocks, if somebody wants to know them.</param>
internal sealed class Arena<T>(List<T[]>? blocks = null)
    where T : unmanaged
{
    private const int CacheLine = 64;
    private const int FirstBlock = 1 << 14;

    private T[] _block = [];
    private int _used;
    private int _before; // handed out from blocks that were full

    /// <summary>How many numbers there is room for without allocating.</summary>
    public int Capacity => _block.Length;

    private static int Line => CacheLine / Unsafe.SizeOf<T>();

    /// <summary>Room for some numbers, whose values are whatever was there before.</summary>
    public T[] Take(int count, out int offset)
    {
        var length = (count + Line - 1) & -Line; // negative where it is too large for an array, and then larger than any room that is left
        if ((uint)length > (uint)(_block.Length - _used))
        {
            MakeRoom(count);
        }

        offset = _used;
        _used += length;
        return _block;
    }

    /// <summary>Takes everything back.</summary>
    /// <returns>Whether blocks that were too small were given up; whoever still holds one keeps it from being collected.</returns>
    public bool Clear()
    {
        if (_before > 0)
        {
            Replace(checked(_before + _used + Line));
            _before = 0;
            return true;
        }

        _used = _block.Length > 0 ? FirstLine(_block) : 0;
        return false;
    }

    private static int FirstLine(T[] block)
    {
        var past = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(block, 0) % CacheLine);
        return past == 0 ? 0 : (CacheLine - past) / Unsafe.SizeOf<T>();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeRoom(int count)
    {
        _before = checked(_before + _used);
        Replace(Math.Max(checked(count + (2 * Line)), Math.Max(FirstBlock, (int)Math.Min(2L * _block.Length, Array.MaxLength))));
    }

    private void Replace(int length)
    {
        _block = GC.AllocateUninitializedArray<T>(length, pinned: true); // pinned, so that a cache line stays one
        _used = FirstLine(_block);
        blocks?.Add(_block);
    }
}
