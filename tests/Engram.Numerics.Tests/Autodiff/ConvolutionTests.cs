using Engram.Numerics.Autodiff;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;
using Engram.Numerics.Tests.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

/// <summary>Bit for bit against the definition, seven nested loops, at every width.</summary>
public sealed class ConvolutionTests
{
    public static TheoryData<int, int, int, int, int> Windows => new()
    {
        { 1, 1, 1, 0, 5 }, { 3, 2, 1, 0, 6 }, { 5, 5, 1, 2, 28 }, { 5, 5, 1, 0, 14 }, { 2, 3, 2, 1, 9 }, { 3, 3, 1, 1, 40 }, { 2, 5, 1, 3, 3 }, { 4, 4, 3, 2, 17 },
    };

    [Theory, MemberData(nameof(Windows))]
    public void A_convolution_and_its_derivatives_are_their_definitions(int windowHeight, int windowWidth, int stride, int padding, int width)
    {
        foreach (var vectors in Enum.GetValues<VectorWidth>())
        {
            var tape = new Tape<float>(new ManagedKernels<float>(vectors));
            var x = Plain.Normal(tape, "x", new Shape(2, 3, 7, width));
            var w = Plain.Normal(tape, "w", new Shape(4, 3, windowHeight, windowWidth));
            var b = Plain.Normal(tape, "b", new Shape(4));
            var y = x.Convolve(w, b, Activation.Relu, stride, padding);
            var (image, weights, bias, sum) = (x.ToArray(), w.ToArray(), b.ToArray(), new float[y.Shape.Count]);
            var g = Plain.Normal(tape, "g", y.Shape);
            var slope = g.ToArray();
            var (back, seen, one) = (new float[image.Length], new float[weights.Length], new float[weights.Length]);
            for (var n = 0; n < 2; n++)
            {
                for (var output = 0; output < 4; output++)
                {
                    Fill(sum, bias[output], (n * 4) + output, y.Shape);
                    EachWindow(n, output, (at, pixel, weight) =>
                        sum[at] = MathF.FusedMultiplyAdd(weights[weight], pixel < 0 ? 0 : image[pixel], sum[at]));
                }

                Array.Clear(one);
                for (var output = 0; output < 4; output++)
                {
                    EachWindow(n, output, (at, pixel, weight) =>
                        one[weight] = MathF.FusedMultiplyAdd(slope[at], pixel < 0 ? 0 : image[pixel], one[weight]));
                }

                seen = [.. seen.Zip(one, (before, more) => before + more)];
                EachWindow(n, 0, (at, pixel, weight) =>
                {
                    var chain = 0f;
                    for (var output = 0; output < 4; output++)
                    {
                        chain = MathF.FusedMultiplyAdd(weights[weight + (output * weights.Length / 4)], slope[at + (output * y.Shape[2] * y.Shape[3])], chain);
                    }

                    back[Math.Max(pixel, 0)] += pixel < 0 ? 0 : chain;
                });
            }

            Assert.Equal(sum.Select(number => number < 0 ? 0 : number), y.ToArray());
            Assert.Equal(seen, x.ConvolveWeights(g, windowHeight, windowWidth, stride, padding).ToArray());
            Assert.Equal(back, g.ConvolveBack(w, 7, width, stride, padding).ToArray());

            // In the order of the patches: by what a window sees, then by windows.
            void EachWindow(int n, int output, Action<int, int, int> visit)
            {
                for (var place = 0; place < 3 * windowHeight * windowWidth; place++)
                {
                    for (var window = 0; window < y.Shape[2] * y.Shape[3]; window++)
                    {
                        var (channel, top, left) = (place / (windowHeight * windowWidth), place / windowWidth % windowHeight, place % windowWidth);
                        var (i, j) = ((window / y.Shape[3] * stride) + top - padding, (window % y.Shape[3] * stride) + left - padding);
                        var pixel = i is >= 0 and < 7 && j >= 0 && j < width ? (((((n * 3) + channel) * 7) + i) * width) + j : -1;
                        visit((((n * 4) + output) * y.Shape[2] * y.Shape[3]) + window, pixel, (output * 3 * windowHeight * windowWidth) + place);
                    }
                }
            }
        }
    }

    [Theory, InlineData(2, 2, 4), InlineData(2, 2, 9), InlineData(2, 2, 21), InlineData(2, 2, 37), InlineData(3, 2, 12), InlineData(2, 1, 10)]
    public void The_largest_number_of_a_window_is_the_first_of_those_and_NaN_is_larger(int window, int stride, int width)
    {
        var tape = new Tape<float>();
        var x = Plain.Normal(tape, "x", new Shape(2, 2, 6, width));
        var image = x.ToArray().Select((number, index) => index % 11 == 3 ? float.NaN : MathF.Round(number)).ToArray(); // many are alike
        var y = tape.Variable(image, x.Shape).MaxPool(window, stride);
        for (var index = 0; index < y.Shape.Count; index++)
        {
            var (plane, row, column) = (index / (y.Shape[2] * y.Shape[3]), index / y.Shape[3] % y.Shape[2], index % y.Shape[3]);
            var places = Enumerable.Range(0, window * window).Select(at =>
                (((plane * 6) + (row * stride) + (at / window)) * width) + (column * stride) + (at % window)).ToArray();
            var largest = places.Any(place => float.IsNaN(image[place])) ? float.NaN : places.Max(place => image[place]);
            Assert.Equal(largest, y.ToArray()[index]);
            Assert.Equal(places.First(place => image[place].Equals(largest)), y.Integers[index]);
        }
    }

    [Fact]
    public void It_is_the_same_to_rectify_before_a_pool_and_behind_it()
    {
        var tape = new Tape<float>();
        var x = tape.Variable(Plain.Normal(tape, "x", new Shape(3, 2, 8, 12)).ToArray(), new Shape(3, 2, 8, 12));
        var weights = Plain.Normal(tape, "g", new Shape(3, 2, 4, 6));
        var (before, behind) = (x.Relu().MaxPool(2, 2), x.MaxPool(2, 2, Activation.Relu));
        Assert.Equal(before.ToArray(), behind.ToArray());
        Assert.Contains(0, behind.ToArray());
        Assert.Equal(Gradient.Of(before, weights, [x])[0].ToArray(), Gradient.Of(behind, weights, [x])[0].ToArray());
    }

    private static void Fill(float[] numbers, float value, int plane, Shape shape) =>
        numbers.AsSpan(plane * shape[2] * shape[3], shape[2] * shape[3]).Fill(value);
}
