using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>Against the definition, one number at a time.</summary>
public sealed class ImagePatchesTests
{
    public static TheoryData<int, int, int, int> Windows => new()
    {
        { 1, 1, 1, 0 }, { 3, 3, 1, 0 }, { 3, 3, 1, 1 }, { 5, 2, 1, 2 }, { 2, 3, 2, 0 }, { 3, 2, 2, 1 }, { 2, 2, 3, 2 }, { 4, 9, 1, 4 }, { 7, 6, 1, 0 },
    };

    [Theory, MemberData(nameof(Windows))]
    public void A_window_sees_what_the_definition_says_and_folding_puts_it_back(int windowHeight, int windowWidth, int stride, int padding)
    {
        var patches = new ImagePatches(2, 7, 6, windowHeight, windowWidth, stride, padding);
        var image = Enumerable.Range(1, 2 * 7 * 6).Select(number => (float)number).ToArray();
        var seen = Enumerable.Repeat(float.NaN, patches.Seen * patches.Windows).ToArray();
        patches.Unfold<float>(image, seen);

        var times = new float[image.Length];
        for (var index = 0; index < seen.Length; index++)
        {
            var (place, window) = (index / patches.Windows, index % patches.Windows);
            var y = (window / patches.Columns * stride) + (place / windowWidth % windowHeight) - padding;
            var x = (window % patches.Columns * stride) + (place % windowWidth) - padding;
            var inside = y is >= 0 and < 7 && x is >= 0 and < 6;
            var at = (((place / (windowHeight * windowWidth) * 7) + y) * 6) + x;
            Assert.Equal(inside ? image[at] : 0, seen[index]);
            if (inside)
            {
                times[at]++;
            }
        }

        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            var folded = new float[image.Length];
            patches.Fold(seen, folded, width);
            Assert.Equal(image.Zip(times, (number, count) => number * count), folded);
        }
    }
}
