using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Capture;

/// <summary>Neighbouring numbers of an array. They were found to lie in it when the place was made, so that nothing is checked when they are asked for: a step asks three
/// times for each of its calls.</summary>
internal readonly struct Place<T>(T[] array, int offset, int length)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>No numbers.</summary>
    public static readonly Place<T> None = new([], 0, 0);

    public T[] Array { get; } = array;

    public int Offset { get; } = offset;

    public int Length { get; } = length;

    public Span<T> Numbers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MemoryMarshal.CreateSpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Array), Offset), Length);
    }

    /// <summary>Whether all of another one's numbers are among these.</summary>
    public bool Contains(Place<T> other) => ReferenceEquals(Array, other.Array) && Offset <= other.Offset && other.Offset - Offset <= Length - other.Length;

    /// <summary>Whether it holds these numbers, bit for bit; of NaN only that it is, for its sign is the compiler's choice.</summary>
    public bool Holds(ReadOnlySpan<T> numbers)
    {
        var own = Numbers;
        for (var index = 0; index < numbers.Length; index++)
        {
            var (one, other) = (own[index], numbers[index]);
            if (!one.Equals(other) || (T.IsNegative(one) != T.IsNegative(other) && !T.IsNaN(one)))
            {
                return false;
            }
        }

        return true;
    }
}
