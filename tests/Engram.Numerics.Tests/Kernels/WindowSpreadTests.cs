using System.Numerics;
using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>Against an addition to zeros, one window after the other.</summary>
public sealed class WindowSpreadTests
{
    public static TheoryData<int, int, int, int> Windows => new()
    {
        { 2, 2, 6, 2 }, { 2, 2, 6, 8 }, { 2, 2, 6, 10 }, { 2, 2, 7, 14 }, { 2, 2, 6, 17 }, { 2, 2, 4, 28 }, { 2, 2, 5, 75 }, { 3, 2, 7, 12 }, { 2, 1, 6, 11 }, { 3, 3, 6, 9 },
    };

    [Theory, MemberData(nameof(Windows))]
    public void A_number_comes_where_the_largest_was_and_zero_elsewhere(int window, int stride, int height, int width)
    {
        Check<float>(window, stride, height, width, number => BitConverter.SingleToUInt32Bits(number));
        Check<double>(window, stride, height, width, number => BitConverter.DoubleToUInt64Bits(number));
    }

    private static void Check<T>(int window, int stride, int height, int width, Func<T, object> bits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Planes = 3;
        var patches = new ImagePatches(Planes, height, width, window, window, stride, 0);
        T[] kinds = [T.One, T.NegativeZero, T.NaN, -T.One / T.CreateChecked(3), T.PositiveInfinity, T.Epsilon];
        var image = Enumerable.Range(0, Planes * height * width).Select(index => T.CreateChecked(index * 7919 % 13)).ToArray(); // many are alike
        var (largest, places) = (new T[Planes * patches.Windows], new int[Planes * patches.Windows]);
        WindowMaximum.Find<T>(image, patches, largest, places);
        var numbers = places.Select((_, index) => kinds[index % kinds.Length]).ToArray();
        var expected = new T[image.Length];
        foreach (var (index, place) in places.Index())
        {
            expected[place] += numbers[index];
        }

        var spread = Enumerable.Repeat(T.NaN, image.Length).ToArray();
        WindowSpread.Put<T>(numbers, places, patches, spread);
        Assert.Equal(expected.Select(bits), spread.Select(bits));
    }
}
