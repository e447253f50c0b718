using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <summary>Numbers that begin a cache line, so that no row of eight touches two; zero at first.</summary>
internal sealed class AlignedNumbers<T>
    where T : unmanaged
{
    private const int CacheLine = 64;

    private readonly T[] _room; // pinned: moved, it would lose its place in the line
    private readonly int _first;

    public unsafe AlignedNumbers(int length)
    {
        _room = GC.AllocateArray<T>(length + (CacheLine / sizeof(T)), pinned: true);
        _first = (int)(-(nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_room)) & (CacheLine - 1)) / sizeof(T);
        Length = length;
    }

    public int Length { get; }

    /// <summary>The first of them, for kernels that check nothing.</summary>
    public ref T Start
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_room), _first);
    }

    public Span<T> Span => _room.AsSpan(_first, Length);

    public ReadOnlyMemory<T> Memory => _room.AsMemory(_first, Length);
}
