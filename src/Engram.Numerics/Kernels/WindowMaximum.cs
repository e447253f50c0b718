using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engram.Numerics.Kernels;

/// <summary>The largest number that each window sees, and where it is: the first of several, row by row; a NaN counts as the largest.</summary>
/// <remarks>Numbers are chosen, never computed with: the bits cannot depend on how. The usual window, two by two without overlap, is done eight or four
/// windows at a time.</remarks>
internal static class WindowMaximum
{
    /// <summary>For each plane of an image and each window in it, row by row.</summary>
    /// <param name="image">[planes, Height, Width].</param>
    /// <param name="patches">How the window slides; without padding.</param>
    /// <param name="largest">[planes, Windows].</param>
    /// <param name="places">[planes, Windows]; counted from the first number of the first plane.</param>
    public static void Find<T>(ReadOnlySpan<T> image, ImagePatches patches, Span<T> largest, Span<int> places)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (rows, columns) = (patches.Rows, patches.Columns);
        var byTwos = patches is { WindowHeight: 2, WindowWidth: 2, Stride: 2 } && typeof(T) == typeof(float) && Avx2.IsSupported && columns >= Vector128<float>.Count;
        var first = 0;
        for (var to = 0; to < largest.Length; first += patches.Height * patches.Width)
        {
            for (var row = 0; row < rows; row++, to += columns)
            {
                var from = first + (row * patches.Stride * patches.Width);
                var numbers = largest.Slice(to, columns);
                var where = places.Slice(to, columns);
                if (byTwos)
                {
                    PairsOfRows(MemoryMarshal.Cast<T, float>(image), from, patches.Width, MemoryMarshal.Cast<T, float>(numbers), where);
                }
                else
                {
                    Row(image, from, patches, numbers, where);
                }
            }
        }
    }

    private static void Row<T>(ReadOnlySpan<T> image, int from, ImagePatches patches, Span<T> numbers, Span<int> places)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var column = 0; column < numbers.Length; column++)
        {
            var first = from + (column * patches.Stride);
            var place = first;
            var number = image[place];
            for (var top = 0; top < patches.WindowHeight; top++)
            {
                var start = first + (top * patches.Width);
                for (var at = start; at < start + patches.WindowWidth; at++)
                {
                    if (!(image[at] <= number) && !T.IsNaN(number))
                    {
                        (number, place) = (image[at], at);
                    }
                }
            }

            (numbers[column], places[column]) = (number, place);
        }
    }

    private static void PairsOfRows(ReadOnlySpan<float> image, int from, int width, Span<float> numbers, Span<int> places)
    {
        _ = image.Slice(from, width + (2 * numbers.Length)); // what the vectors read is there
        ref var upper = ref Unsafe.Add(ref MemoryMarshal.GetReference(image), from);
        ref var lower = ref Unsafe.Add(ref upper, width);
        ref var target = ref MemoryMarshal.GetReference(numbers);
        ref var where = ref MemoryMarshal.GetReference(places);
        if (numbers.Length >= Vector256<float>.Count)
        {
            for (var next = 0; next < numbers.Length; next += Vector256<float>.Count)
            {
                var column = (nuint)Math.Min(next, numbers.Length - Vector256<float>.Count); // the last ones overlap: written twice alike
                Eight(ref upper, ref lower, column, from, width, ref target, ref where);
            }

            return;
        }

        for (var next = 0; next < numbers.Length; next += Vector128<float>.Count)
        {
            var column = (nuint)Math.Min(next, numbers.Length - Vector128<float>.Count);
            Four(ref upper, ref lower, column, from, width, ref target, ref where);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(ref float upper, ref float lower, nuint column, int from, int width, ref float target, ref int where)
    {
        var (a, b) = Apart(Vector256.LoadUnsafe(ref upper, 2 * column), Vector256.LoadUnsafe(ref upper, (2 * column) + 8));
        var (c, d) = Apart(Vector256.LoadUnsafe(ref lower, 2 * column), Vector256.LoadUnsafe(ref lower, (2 * column) + 8));
        var place = Vector256.Create(from + (2 * (int)column)) + (Vector256<int>.Indices + Vector256<int>.Indices);
        var (number, best) = (a, place);
        (number, best) = Later(number, best, b, place + Vector256<int>.One);
        (number, best) = Later(number, best, c, place + Vector256.Create(width));
        (number, best) = Later(number, best, d, place + Vector256.Create(width + 1));
        number.StoreUnsafe(ref target, column);
        best.StoreUnsafe(ref where, column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Number, Vector256<int> Place) Later(Vector256<float> number, Vector256<int> place, Vector256<float> other, Vector256<int> otherPlace)
    {
        var stays = Vector256.LessThanOrEqual(other, number) | ~Vector256.Equals(number, number);
        return (Vector256.ConditionalSelect(stays, number, other), Vector256.ConditionalSelect(stays.AsInt32(), place, otherPlace));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Even, Vector256<float> Odd) Apart(Vector256<float> first, Vector256<float> second)
    {
        const byte Evens = 0x88;
        const byte Odds = 0xDD;
        const byte Middle = 0xD8; // the two halves of each vector came to lie alternately
        return (Avx2.Permute4x64(Avx.Shuffle(first, second, Evens).AsInt64(), Middle).AsSingle(),
            Avx2.Permute4x64(Avx.Shuffle(first, second, Odds).AsInt64(), Middle).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(ref float upper, ref float lower, nuint column, int from, int width, ref float target, ref int where)
    {
        var (a, b) = Apart(Vector128.LoadUnsafe(ref upper, 2 * column), Vector128.LoadUnsafe(ref upper, (2 * column) + 4));
        var (c, d) = Apart(Vector128.LoadUnsafe(ref lower, 2 * column), Vector128.LoadUnsafe(ref lower, (2 * column) + 4));
        var place = Vector128.Create(from + (2 * (int)column)) + (Vector128<int>.Indices + Vector128<int>.Indices);
        var (number, best) = (a, place);
        (number, best) = Later(number, best, b, place + Vector128<int>.One);
        (number, best) = Later(number, best, c, place + Vector128.Create(width));
        (number, best) = Later(number, best, d, place + Vector128.Create(width + 1));
        number.StoreUnsafe(ref target, column);
        best.StoreUnsafe(ref where, column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Number, Vector128<int> Place) Later(Vector128<float> number, Vector128<int> place, Vector128<float> other, Vector128<int> otherPlace)
    {
        var stays = Vector128.LessThanOrEqual(other, number) | ~Vector128.Equals(number, number);
        return (Vector128.ConditionalSelect(stays, number, other), Vector128.ConditionalSelect(stays.AsInt32(), place, otherPlace));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Even, Vector128<float> Odd) Apart(Vector128<float> first, Vector128<float> second) =>
        (Sse.Shuffle(first, second, 0x88), Sse.Shuffle(first, second, 0xDD));
}
