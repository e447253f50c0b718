using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Engram.Numerics.Kernels;

/// <summary>From double precision to single and back. Each number is converted by itself: the bits are those of a cast.</summary>
internal static class Precision
{
    private const int Block = 8;

    /// <summary>Rounds to single precision.</summary>
    /// <param name="numbers">What is rounded.</param>
    /// <param name="rounded">Receives them; as long.</param>
    public static void Round(ReadOnlySpan<double> numbers, Span<float> rounded)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rounded.Length, numbers.Length);
        ref var from = ref MemoryMarshal.GetReference(numbers);
        ref var to = ref MemoryMarshal.GetReference(rounded);
        var index = 0;
        for (; index + Block <= numbers.Length; index += Block)
        {
            Vector256.Narrow(Vector256.LoadUnsafe(ref from, (nuint)index), Vector256.LoadUnsafe(ref from, (nuint)index + 4)).StoreUnsafe(ref to, (nuint)index);
        }

        for (; index < numbers.Length; index++)
        {
            rounded[index] = (float)numbers[index];
        }
    }

    /// <summary>Adds numbers in single precision to sums in double precision.</summary>
    /// <param name="amounts">What is added.</param>
    /// <param name="sums">What it is added to; as long.</param>
    public static void Add(ReadOnlySpan<float> amounts, Span<double> sums)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, amounts.Length);
        ref var from = ref MemoryMarshal.GetReference(amounts);
        ref var to = ref MemoryMarshal.GetReference(sums);
        var index = 0;
        for (; index + Block <= amounts.Length; index += Block)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref from, (nuint)index));
            (Vector256.LoadUnsafe(ref to, (nuint)index) + low).StoreUnsafe(ref to, (nuint)index);
            (Vector256.LoadUnsafe(ref to, (nuint)index + 4) + high).StoreUnsafe(ref to, (nuint)index + 4);
        }

        for (; index < amounts.Length; index++)
        {
            sums[index] += amounts[index];
        }
    }
}
