using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Capture;

/// <summary>Neighbouring numbers of an array. They were found to lie in it when the place was made, so that nothing is checked when they are asked for: a step asks three
/// times for each of its calls.</summary>
internal readonly struct Place<T>(T[] array, int offset, int length)
    where T : unmanaged
{
    /// <summary>No numbers.</summary>
    public static readonly Place<T> None = new([], 0, 0);

    public T[] Array { get; } = array;

    public int Offset { get; } = offset;

    public Span<T> Numbers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MemoryMarshal.CreateSpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Array), Offset), length);
    }
}
