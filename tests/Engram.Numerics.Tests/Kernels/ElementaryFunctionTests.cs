using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>The functions in single precision against the C library's in double, over all bit patterns of a float: every 997th, and the neighbourhood of
/// what is special.</summary>
/// <remarks>A reference in double precision is exact for this purpose: its own error is 2^-29 units of a float.</remarks>
public sealed class ElementaryFunctionTests
{
    private const uint Stride = 997; // a prime: every exponent, every pattern of low bits

    private static readonly float[] Numbers = [.. Arguments()];

    public static TheoryData<string> Functions => [nameof(Exponential), nameof(NaturalLogarithm), nameof(HyperbolicTangent), nameof(Logistic), nameof(Sine), nameof(Cosine)];

    [Theory, MemberData(nameof(Functions))]
    public void Is_as_close_as_it_says_over_its_whole_range(string function)
    {
        var (apply, reference, allowed) = Of(function);
        var x = Numbers;
        var y = new float[x.Length];
        apply(x, y, VectorWidths.Widest);
        var (worst, at) = (0.0, 0f);
        for (var index = 0; index < x.Length; index++)
        {
            var exact = reference(x[index]);
            if (double.IsNaN(exact) || (float)exact == y[index])
            {
                if (double.IsNaN(exact) != float.IsNaN(y[index]))
                {
                    Assert.Fail($"{function}({x[index]:R}) is {y[index]:R}, not {exact:R}.");
                }

                continue;
            }

            var units = Math.Abs(exact - y[index]) / Unit(exact);
            (worst, at) = units > worst || double.IsNaN(units) ? (units, x[index]) : (worst, at);
        }

        Assert.True(worst <= allowed, $"{function}({at:R}) is {worst:F3} units in the last place off; {allowed} are allowed.");
        Assert.True(worst > 0.4, $"{function} is {worst:F3} units off at worst, which cannot be: look at the test.");
    }

    [Theory, MemberData(nameof(Functions))]
    public void Has_the_same_bits_at_every_width(string function)
    {
        var (apply, _, _) = Of(function);
        var x = Numbers.Where((_, index) => index % 7 == 0).ToArray();
        var alone = new float[x.Length];
        apply(x, alone, VectorWidth.Single);
        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            var together = new float[x.Length];
            apply(x, together, width);
            for (var index = 0; index < x.Length; index++)
            {
                if (BitConverter.SingleToUInt32Bits(alone[index]) == BitConverter.SingleToUInt32Bits(together[index]) || (float.IsNaN(alone[index]) && float.IsNaN(together[index])))
                {
                    continue;
                }

                Assert.Fail($"{function}({x[index]:R}) is {together[index]:R} at {width} and {alone[index]:R} alone.");
            }
        }
    }

    // Pinned: another bit here is another trained network. Independent of processor, operating system and run-time version.
    [Theory]
    [InlineData(nameof(Exponential), "910e91db4d3fb99b")]
    [InlineData(nameof(NaturalLogarithm), "49c726c4aea868a9")]
    [InlineData(nameof(HyperbolicTangent), "ce9beea76b977b4d")]
    [InlineData(nameof(Logistic), "b658d5aa97f282f5")]
    [InlineData(nameof(Sine), "89b29cb74ed7dce0")]
    [InlineData(nameof(Cosine), "69a350a71adadfab")]
    public void Bits_are_pinned(string function, string hash)
    {
        var y = new float[Numbers.Length];
        Of(function).Apply(Numbers, y, VectorWidths.Widest);
        Assert.Equal(hash, ElementaryValues.HashOf(y.Where(float.IsFinite).Select(value => (double)value)));
    }

    [Fact]
    public void Zeros_keep_their_sign_and_ends_are_exact()
    {
        AssertBits(-0f, Value(nameof(Sine), -0f));
        AssertBits(-0f, Value(nameof(HyperbolicTangent), -0f));
        AssertBits(0f, Value(nameof(Sine), 0));
        AssertBits(1f, Value(nameof(Cosine), -0f));
        AssertBits(1f, Value(nameof(Exponential), -0f));
        AssertBits(0f, Value(nameof(Exponential), float.NegativeInfinity));
        AssertBits(float.PositiveInfinity, Value(nameof(Exponential), 88.8f));
        AssertBits(float.NegativeInfinity, Value(nameof(NaturalLogarithm), -0f));
        AssertBits(float.PositiveInfinity, Value(nameof(NaturalLogarithm), float.PositiveInfinity));
        AssertBits(0f, Value(nameof(NaturalLogarithm), 1));
        AssertBits(-1f, Value(nameof(HyperbolicTangent), float.NegativeInfinity));
        AssertBits(0f, Value(nameof(Logistic), float.NegativeInfinity));
        AssertBits(0.5f, Value(nameof(Logistic), -0f));
    }

    private static IEnumerable<float> Arguments()
    {
        for (ulong bits = 0; bits <= uint.MaxValue; bits += Stride)
        {
            yield return BitConverter.UInt32BitsToSingle((uint)bits);
        }

        foreach (var special in new[] { 0f, 1, float.Epsilon, 1.17549435e-38f, float.MaxValue, 88.72f, 87.33f, 103.97f, 9.01f, 0.5f * MathF.PI, MathF.PI, 65536, 0.70710677f, 1.41421354f })
        {
            var bits = BitConverter.SingleToUInt32Bits(special);
            for (var neighbour = 0; neighbour < 2000; neighbour++)
            {
                yield return BitConverter.UInt32BitsToSingle(bits + (uint)neighbour);
                yield return BitConverter.UInt32BitsToSingle((bits - (uint)neighbour) | 0x80000000);
                yield return BitConverter.UInt32BitsToSingle((bits - (uint)neighbour) & 0x7FFFFFFF);
            }
        }

        for (var k = 1; k < 50_000; k++)
        {
            yield return (float)(k * Math.PI / 2); // where sine or cosine nearly vanishes
        }
    }

    private static (Map Apply, Func<double, double> Reference, double Allowed) Of(string function) => function switch
    {
        nameof(Exponential) => (ElementaryMap.Apply<float, Exponential>, Math.Exp, 1),
        nameof(NaturalLogarithm) => (ElementaryMap.Apply<float, NaturalLogarithm>, Math.Log, 1),
        nameof(HyperbolicTangent) => (ElementaryMap.Apply<float, HyperbolicTangent>, Math.Tanh, 2.5),
        nameof(Logistic) => (ElementaryMap.Apply<float, Logistic>, x => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x)), 2.5),
        nameof(Sine) => (ElementaryMap.Apply<float, Sine>, Math.Sin, 2),
        _ => (ElementaryMap.Apply<float, Cosine>, Math.Cos, 2),
    };

    private static float Value(string function, float x)
    {
        var y = new float[1];
        Of(function).Apply([x], y, VectorWidths.Widest);
        return y[0];
    }

    // The distance of neighbouring floats where the exact value lies; for values beyond the largest float, what it would be there.
    private static double Unit(double exact)
    {
        var magnitude = Math.Abs(exact);
        return Math.Max(Math.ScaleB(1, -149), Math.ScaleB(1, Math.ILogB(magnitude) - 23));
    }

    private static void AssertBits(float expected, float actual) =>
        Assert.Equal(BitConverter.SingleToUInt32Bits(expected), BitConverter.SingleToUInt32Bits(actual));

    private delegate void Map(ReadOnlySpan<float> x, Span<float> target, VectorWidth width);
}
