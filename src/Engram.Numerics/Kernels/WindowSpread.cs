using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engram.Numerics.Kernels;

/// <summary>The reverse of <see cref="WindowMaximum"/>: puts a number for each window where its largest was, and zeros elsewhere.</summary>
/// <remarks>Numbers of several windows with the same largest are added in the order of the windows. Of the usual window, two by two without overlap,
/// eight or four are written at a time with the zeros beside them: the bits are those of an addition to zero all the same.</remarks>
internal static class WindowSpread
{
    /// <summary>For each plane of an image and each window in it, row by row.</summary>
    /// <param name="numbers">[planes, Windows].</param>
    /// <param name="places">[planes, Windows], from <see cref="WindowMaximum.Find"/>.</param>
    /// <param name="patches">How the window slides; without padding.</param>
    /// <param name="image">[planes, Height, Width]; overwritten.</param>
    public static void Put<T>(ReadOnlySpan<T> numbers, ReadOnlySpan<int> places, ImagePatches patches, Span<T> image)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (height, width, columns) = (patches.Height, patches.Width, patches.Columns);
        var byTwos = patches is { WindowHeight: 2, WindowWidth: 2, Stride: 2 } && typeof(T) == typeof(float) && Avx2.IsSupported && columns >= Vector128<float>.Count;
        if (!byTwos || height % 2 == 1 || width % 2 == 1) // some numbers are in no window
        {
            image.Clear();
        }

        for (int at = 0, from = 0; byTwos && at < numbers.Length; from += height * width)
        {
            for (var row = 0; row < patches.Rows; row++, at += columns)
            {
                var first = from + (2 * row * width);
                PairsOfRows(MemoryMarshal.Cast<T, float>(numbers.Slice(at, columns)), places.Slice(at, columns), first, width, MemoryMarshal.Cast<T, float>(image.Slice(first, 2 * width)));
            }
        }

        for (var at = 0; !byTwos && at < numbers.Length; at++)
        {
            image[places[at]] += numbers[at];
        }
    }

    private static void PairsOfRows(ReadOnlySpan<float> numbers, ReadOnlySpan<int> places, int first, int width, Span<float> rows)
    {
        ref var from = ref MemoryMarshal.GetReference(numbers);
        ref var where = ref MemoryMarshal.GetReference(places);
        ref var upper = ref MemoryMarshal.GetReference(rows);
        ref var lower = ref Unsafe.Add(ref upper, width);
        if (numbers.Length >= Vector256<float>.Count)
        {
            for (var next = 0; next < numbers.Length; next += Vector256<float>.Count)
            {
                var column = (nuint)Math.Min(next, numbers.Length - Vector256<float>.Count); // the last ones overlap: written twice alike
                var number = Vector256.LoadUnsafe(ref from, column) + Vector256<float>.Zero;
                var place = Vector256.LoadUnsafe(ref where, column) - Vector256.Create(first + (2 * (int)column)) - (Vector256<int>.Indices + Vector256<int>.Indices);
                Store(At(number, place, 0), At(number, place, 1), ref upper, 2 * column);
                Store(At(number, place, width), At(number, place, width + 1), ref lower, 2 * column);
            }

            return;
        }

        for (var next = 0; next < numbers.Length; next += Vector128<float>.Count)
        {
            var column = (nuint)Math.Min(next, numbers.Length - Vector128<float>.Count);
            var number = Vector128.LoadUnsafe(ref from, column) + Vector128<float>.Zero;
            var place = Vector128.LoadUnsafe(ref where, column) - Vector128.Create(first + (2 * (int)column)) - (Vector128<int>.Indices + Vector128<int>.Indices);
            Store(At(number, place, 0), At(number, place, 1), ref upper, 2 * column);
            Store(At(number, place, width), At(number, place, width + 1), ref lower, 2 * column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> At(Vector256<float> number, Vector256<int> place, int which) => Vector256.Equals(place, Vector256.Create(which)).AsSingle() & number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> At(Vector128<float> number, Vector128<int> place, int which) => Vector128.Equals(place, Vector128.Create(which)).AsSingle() & number;

    // In turns: even, odd, even, odd.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> even, Vector256<float> odd, ref float target, nuint at)
    {
        var (low, high) = (Avx.UnpackLow(even, odd), Avx.UnpackHigh(even, odd));
        Avx.Permute2x128(low, high, 0x20).StoreUnsafe(ref target, at);
        Avx.Permute2x128(low, high, 0x31).StoreUnsafe(ref target, at + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<float> even, Vector128<float> odd, ref float target, nuint at)
    {
        Sse.UnpackLow(even, odd).StoreUnsafe(ref target, at);
        Sse.UnpackHigh(even, odd).StoreUnsafe(ref target, at + 4);
    }
}
