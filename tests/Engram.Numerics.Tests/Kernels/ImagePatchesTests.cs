using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>Against the definition, one number at a time.</summary>
public sealed class ImagePatchesTests
{
    public static TheoryData<int, int, int, int, int> Windows => new()
    {
        { 1, 1, 1, 0, 6 }, { 3, 3, 1, 0, 6 }, { 3, 3, 1, 1, 6 }, { 5, 2, 1, 2, 6 }, { 2, 3, 2, 0, 6 }, { 3, 2, 2, 1, 6 }, { 2, 2, 3, 2, 6 }, { 4, 9, 1, 4, 6 },
        { 7, 6, 1, 0, 6 }, { 5, 5, 1, 2, 28 }, { 3, 3, 1, 1, 16 }, { 2, 17, 1, 3, 40 }, { 3, 34, 1, 0, 70 }, { 3, 3, 2, 1, 33 },
    };

    [Theory, MemberData(nameof(Windows))]
    public void A_window_sees_what_the_definition_says_and_folding_puts_it_back(int windowHeight, int windowWidth, int stride, int padding, int imageWidth)
    {
        for (var channels = 1; channels <= 3; channels++)
        {
            Check(new ImagePatches(channels, 7, imageWidth, windowHeight, windowWidth, stride, padding));
        }
    }

    private static void Check(ImagePatches patches)
    {
        var (_, _, imageWidth, windowHeight, windowWidth, stride, padding) = patches;
        var image = Enumerable.Range(1, patches.Channels * 7 * imageWidth).Select(number => (float)number).ToArray();
        var padded = patches.Surround(image, new float[patches.Padded], isFirst: true).ToArray();
        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            var times = new float[image.Length];
            var seen = Enumerable.Repeat(float.NaN, patches.Seen * patches.Windows).ToArray();
            patches.Unfold<float>(padded, seen, width);
            for (var index = 0; index < seen.Length; index++)
            {
                var (place, window) = (index / patches.Windows, index % patches.Windows);
                var y = (window / patches.Columns * stride) + (place / windowWidth % windowHeight) - padding;
                var x = (window % patches.Columns * stride) + (place % windowWidth) - padding;
                var inside = y is >= 0 and < 7 && x is >= 0 && x < imageWidth;
                var at = (((place / (windowHeight * windowWidth) * 7) + y) * imageWidth) + x;
                Assert.Equal(inside ? image[at] : 0, seen[index]);
                if (inside)
                {
                    times[at]++;
                }
            }

            var guarded = Enumerable.Repeat(float.NaN, seen.Length + (2 * patches.Guard)).ToArray();
            seen.CopyTo(guarded, patches.Guard);
            var folded = Enumerable.Repeat(float.NaN, image.Length).ToArray();
            patches.Fold<float>(guarded, folded, new float[patches.Columns + (2 * patches.Guard)], width);
            Assert.Equal(image.Zip(times, (number, count) => number * count), folded);
        }
    }
}
