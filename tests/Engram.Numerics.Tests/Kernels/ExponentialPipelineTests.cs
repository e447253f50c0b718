using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>Blocks of four rows, the next begun while one is finished, have the bits of numbers alone.</summary>
public sealed class ExponentialPipelineTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void Every_function_has_the_bits_of_numbers_alone(int blocks)
    {
        Check<Exponential>(blocks);
        Check<Logistic>(blocks);
        Check<HyperbolicTangent>(blocks);
    }

    private static void Check<TFunction>(int blocks)
        where TFunction : struct, IExponentialFunction<TFunction>
    {
        Check<TFunction, Lanes512<float>>(blocks);
        Check<TFunction, Lanes256<float>>(blocks);
        Check<TFunction, Lanes128<float>>(blocks);
    }

    private static void Check<TFunction, TLanes>(int blocks)
        where TFunction : struct, IExponentialFunction<TFunction>
        where TLanes : struct, ILanes<TLanes, float>
    {
        var count = blocks * FourRows<TLanes, float>.Count;
        var x = Numbers(count + 3);
        var expected = (float[])x.Clone(); // what is left behind the last block stays
        for (var index = 0; index < count; index++)
        {
            expected[index] = TFunction.Of(new SingleLane<float>(x[index])).Value;
        }

        var apart = (float[])x.Clone();
        Assert.Equal(count, ExponentialPipeline.Map<TFunction, TLanes>(x, apart));
        Assert.Equal(count, ExponentialPipeline.Map<TFunction, TLanes>(x, x)); // in place
        Assert.Equal(Bits(expected), Bits(apart));
        Assert.Equal(Bits(expected), Bits(x));
    }

    private static float[] Numbers(int count)
    {
        float[] special = [0, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -float.Epsilon, 88.8f, -87.4f, -103.9f, float.MaxValue, -1e-39f];
        var stream = RandomStream.FromSeed(9);
        return [.. Enumerable.Range(0, count).Select(index => index % 7 == 3 ? special[stream.NextInt(special.Length)] : (float)stream.NextNormal(0, 4))];
    }

    // Which NaN comes out is the processor's choice.
    private static IEnumerable<uint> Bits(float[] numbers) => numbers.Select(number => BitConverter.SingleToUInt32Bits(float.IsNaN(number) ? float.NaN : number));
}
