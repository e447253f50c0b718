using System.Reflection;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>What every function made of one exponential keeps to. A function joins by existing.</summary>
public sealed class ExponentialFunctionTests
{
    private static readonly float[] Numbers = [.. Arguments()];

    public static TheoryData<Type> Functions => [.. typeof(IExponentialFunction<>).Assembly.GetTypes()
        .Where(type => type.IsValueType && type.GetInterfaces().Any(implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IExponentialFunction<>)))];

    [Theory, MemberData(nameof(Functions))]
    public void Its_exponent_stays_where_a_power_of_two_is_a_number(Type function) => Run(nameof(CheckExponent), function);

    [Theory, MemberData(nameof(Functions))]
    public void It_is_its_halves_with_the_exponential_in_between(Type function) => Run(nameof(CheckHalves), function);

    [Theory, MemberData(nameof(Functions))]
    public void Many_numbers_go_through_the_pipeline_in_full_blocks(Type function) => Run(nameof(CheckPipeline), function);

    [Fact]
    public void Other_functions_have_no_pipeline()
    {
        Assert.Equal(0, InFours<Sine>(new float[256]));
        Assert.Equal(0, InFours<NaturalLogarithm>(new float[256]));
        Assert.Equal(0, InFours<Rectified<float>>(new float[256]));
    }

    private static void Run(string check, Type function) =>
        typeof(ExponentialFunctionTests).GetMethod(check, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(function).CreateDelegate<Action>()();

    private static void CheckExponent<TFunction>()
        where TFunction : struct, IExponentialFunction<TFunction>
    {
        foreach (var x in Numbers)
        {
            var exponent = TFunction.Exponent(new SingleLane<float>(x)).Value;
            Assert.True(float.IsNaN(x) ? float.IsNaN(exponent) : exponent is >= -104 and <= 89, $"The exponent of {x:R} is {exponent:R}.");
        }
    }

    private static void CheckHalves<TFunction>()
        where TFunction : struct, IExponentialFunction<TFunction>
    {
        foreach (var x in Numbers)
        {
            var lane = new SingleLane<float>(x);
            var (n, power) = Exponential.Reduce(TFunction.Exponent(lane));
            Assert.Equal(Bits(TFunction.FromPower(lane, n, power).Value), Bits(TFunction.Of(lane).Value));
        }
    }

    private static void CheckPipeline<TFunction>()
        where TFunction : struct, IExponentialFunction<TFunction>
    {
        foreach (var (count, done) in ((int, int)[])[(64, 64), (128, 128), (191, 128), (200, 192)])
        {
            var target = new float[count];
            Assert.Equal(done, InFours<TFunction>(target));
            Assert.Equal(Numbers.Take(done).Select(x => Bits(TFunction.Of(new SingleLane<float>(x)).Value)), target.Take(done).Select(Bits));
            Assert.Equal(new float[count - done], target[done..]);
        }
    }

    private static int InFours<TFunction>(float[] target)
        where TFunction : IUnaryFunction<float> => TFunction.InFours<Lanes512<float>>(Numbers.AsSpan(0, target.Length), target);

    private static IEnumerable<float> Arguments()
    {
        float[] special = [0, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -float.Epsilon, 88.8f, -87.4f, -103.9f, 104.5f, -104.5f, float.MaxValue, float.MinValue];
        var stream = RandomStream.FromSeed(23);
        return special.Concat(Enumerable.Range(0, 1000).Select(index => (float)stream.NextNormal(0, index % 2 == 0 ? 2 : 80)));
    }

    // Which NaN comes out is the processor's choice.
    private static uint Bits(float number) => BitConverter.SingleToUInt32Bits(float.IsNaN(number) ? float.NaN : number);
}
