using System.Numerics;
using System.Reflection;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>Every function that runs in lanes, found by its existing, has the same bits at every width and for every length.</summary>
public sealed class PointwiseTests
{
    private const int Longest = 211; // past three times four 16-wide vectors as one, every remainder

    private static readonly VectorWidth[] Widths = Enum.GetValues<VectorWidth>();

    private static readonly double[] Special =
    [
        0, -0.0, 1, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, float.MaxValue, -float.MaxValue, float.Epsilon, -float.Epsilon, 1e-39, -1e-39, 89, -104,
    ];

    public static TheoryData<Type> Unary => Functions(typeof(IUnaryFunction<>));

    public static TheoryData<Type> Binary => Functions(typeof(IBinaryFunction<>));

    [Theory, MemberData(nameof(Unary))]
    public void A_function_of_one_number_has_the_same_bits_at_every_width(Type function) => Check(nameof(Map), function);

    [Theory, MemberData(nameof(Binary))]
    public void A_function_of_two_numbers_has_the_same_bits_at_every_width(Type function) => Check(nameof(Combine), function);

    private static TheoryData<Type> Functions(Type contract) => [.. typeof(IUnaryFunction<>).Assembly.GetTypes()
        .Where(type => type.IsValueType && type.GetInterfaces().Any(implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == contract))];

    private static void Check(string method, Type function)
    {
        foreach (var number in new[] { typeof(float), typeof(double) })
        {
            var closed = function.IsGenericTypeDefinition ? function.MakeGenericType(number) : function;
            var contract = (method == nameof(Map) ? typeof(IUnaryFunction<>) : typeof(IBinaryFunction<>)).MakeGenericType(number);
            if (contract.IsAssignableFrom(closed))
            {
                typeof(PointwiseTests).GetMethod(method + number.Name, BindingFlags.NonPublic | BindingFlags.Static)!
                    .MakeGenericMethod(closed).CreateDelegate<Action>()();
            }
        }
    }

    private static void MapSingle<TFunction>()
        where TFunction : IUnaryFunction<float> => Map<float, TFunction>([.. Numbers("x").Select(number => (float)number)]);

    private static void MapDouble<TFunction>()
        where TFunction : IUnaryFunction<double> => Map<double, TFunction>(Numbers("x"));

    private static void CombineSingle<TFunction>()
        where TFunction : IBinaryFunction<float> =>
        Combine<float, TFunction>([.. Numbers("a").Select(number => (float)number)], [.. Numbers("b").Select(number => (float)number)]);

    private static void CombineDouble<TFunction>()
        where TFunction : IBinaryFunction<double> => Combine<double, TFunction>(Numbers("a"), Numbers("b"));

    private static void Map<T, TFunction>(T[] x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IUnaryFunction<T>
    {
        var alone = new T[x.Length];
        Pointwise.Map<T, TFunction>(x, alone, VectorWidth.Single);
        foreach (var width in Widths)
        {
            for (var length = 0; length <= Longest; length++)
            {
                var together = new T[length];
                Pointwise.Map<T, TFunction>(x.AsSpan(0, length), together, width);
                Assert.Equal(alone.Take(length).Select(Bits), together.Select(Bits));
            }
        }
    }

    private static void Combine<T, TFunction>(T[] a, T[] b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : IBinaryFunction<T>
    {
        foreach (var (aStride, bStride) in new[] { (1, 1), (0, 1), (1, 0) })
        {
            var alone = new T[a.Length];
            Pointwise.Combine<T, TFunction>(a, aStride, b, bStride, alone, VectorWidth.Single);
            foreach (var width in Widths)
            {
                for (var length = 1; length <= Longest; length++)
                {
                    var together = new T[length];
                    Pointwise.Combine<T, TFunction>(a, aStride, b, bStride, together, width);
                    Assert.Equal(alone.Take(length).Select(Bits), together.Select(Bits));
                }
            }
        }
    }

    // Which NaN comes out of two is the processor's choice; that one comes out is not. Every float has its own double.
    private static ulong Bits<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => BitConverter.DoubleToUInt64Bits(T.IsNaN(value) ? double.NaN : double.CreateChecked(value));

    private static double[] Numbers(string name)
    {
        var stream = RandomStream.FromSeed(6).Split(name);
        var numbers = Enumerable.Range(0, Longest).Select(_ => stream.NextNormal(0, 3)).ToArray();
        foreach (var special in Special)
        {
            numbers[stream.NextInt(numbers.Length)] = special;
        }

        return numbers;
    }
}
