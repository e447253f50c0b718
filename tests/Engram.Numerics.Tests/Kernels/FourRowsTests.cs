using System.Numerics;
using System.Reflection;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>Four rows side by side are four rows one after the other, bit for bit.</summary>
public sealed class FourRowsTests
{
    [Fact]
    public void Every_operation_is_that_of_each_row()
    {
        CheckOperations<Lanes128<float>, float>();
        CheckOperations<Lanes256<float>, float>();
        CheckOperations<Lanes512<float>, float>();
        CheckOperations<SingleLane<double>, double>();
        CheckOperations<Lanes512<double>, double>();
    }

    [Fact]
    public void Every_function_is_that_of_each_row()
    {
        Type[] functions = [.. typeof(Exponential).Assembly.GetTypes().Where(IsFunctionOfOne).Select(type => type.IsGenericType ? type.MakeGenericType(typeof(float)) : type)];
        Assert.Contains(typeof(HyperbolicTangent), functions);
        foreach (var function in functions)
        {
            foreach (var lanes in new[] { typeof(Lanes128<float>), typeof(Lanes256<float>), typeof(Lanes512<float>) })
            {
                typeof(FourRowsTests).GetMethod(nameof(CheckFunction), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(function, lanes).Invoke(null, null);
            }
        }
    }

    [Fact]
    public void Any_is_less_where_any_is_in_any_row()
    {
        for (var place = 0; place < FourRows<Lanes128<float>, float>.Count; place++)
        {
            var numbers = new float[FourRows<Lanes128<float>, float>.Count];
            numbers[place] = -1;
            var row = FourRows<Lanes128<float>, float>.Load(in numbers[0], 0);
            var zero = FourRows<Lanes128<float>, float>.Broadcast(0);
            Assert.True(FourRows<Lanes128<float>, float>.AnyLess(row, zero));
            Assert.False(FourRows<Lanes128<float>, float>.AnyLess(zero, row));
        }
    }

    [Fact]
    public void One_row_meets_all_four()
    {
        const int Count = 64;
        var (x, y, z) = (Numbers<float>(Count, 5), Numbers<float>(Count, 6), Numbers<float>(Count, 7));
        var (a, b) = (FourRows<Lanes512<float>, float>.Load(in x[0], 0), FourRows<Lanes512<float>, float>.Load(in y[0], 0));
        for (var index = 0; index + 1 < Count; index++)
        {
            var (c, d) = (Lanes512<float>.Broadcast(z[index]), Lanes512<float>.Broadcast(z[index + 1]));
            var (cs, ds) = (FourRows<Lanes512<float>, float>.Broadcast(z[index]), FourRows<Lanes512<float>, float>.Broadcast(z[index + 1]));
            AssertSame(a * cs, a.Times(c));
            AssertSame(FourRows<Lanes512<float>, float>.FusedMultiplyAdd(a, cs, ds), a.TimesPlus(c, d));
            AssertSame(FourRows<Lanes512<float>, float>.FusedMultiplyAdd(a, b, cs), a.TimesPlus(b, c));
            AssertSame(FourRows<Lanes512<float>, float>.FusedMultiplySubtractFrom(b, cs, a), a.LessTimes(b, c));
        }
    }

    private static void AssertSame(FourRows<Lanes512<float>, float> expected, FourRows<Lanes512<float>, float> actual)
    {
        var (one, other) = (new float[64], new float[64]);
        expected.Store(ref one[0], 0);
        actual.Store(ref other[0], 0);
        Assert.Equal(one, other);
    }

    private static bool IsFunctionOfOne(Type type) => type.IsValueType && type.GetInterfaces().Any(one => one.IsGenericType
        && one.GetGenericTypeDefinition() == typeof(IUnaryFunction<>) && (one.GenericTypeArguments[0] == typeof(float) || one.GenericTypeArguments[0].IsGenericParameter));

    private static void CheckFunction<TFunction, TLanes>()
        where TFunction : IUnaryFunction<float>
        where TLanes : struct, ILanes<TLanes, float>
    {
        var x = Numbers<float>(40 * TLanes.Count, 1);
        var (together, alone) = (new float[x.Length], new float[x.Length]);
        for (var index = 0; index < x.Length; index += 4 * TLanes.Count)
        {
            TFunction.Of(FourRows<TLanes, float>.Load(in x[0], index)).Store(ref together[0], index);
        }

        for (var index = 0; index < x.Length; index += TLanes.Count)
        {
            TFunction.Of(TLanes.Load(in x[0], index)).Store(ref alone[0], index);
        }

        Assert.True(Bits(alone).SequenceEqual(Bits(together)), $"{typeof(TFunction)} in {typeof(TLanes)}");
    }

    private static void CheckOperations<TLanes, T>()
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = 4 * TLanes.Count;
        Assert.Equal((count, TLanes.Registers / 4), (FourRows<TLanes, T>.Count, FourRows<TLanes, T>.Registers));
        var (a, b, c) = (Numbers<T>(10 * count, 2), Numbers<T>(10 * count, 3), Numbers<T>(10 * count, 4));
        for (var index = 0; index < a.Length; index += count)
        {
            var together = Operations<FourRows<TLanes, T>, T>(a, b, c, index);
            for (var row = 0; row < 4; row++)
            {
                var alone = Operations<TLanes, T>(a, b, c, index + (row * TLanes.Count));
                for (var operation = 0; operation < alone.Length; operation++)
                {
                    var part = together[operation].AsSpan(row * TLanes.Count, TLanes.Count);
                    Assert.True(Bits<T>(alone[operation]).SequenceEqual(Bits<T>(part)), $"operation {operation}, row {row} of {typeof(TLanes)}");
                }
            }
        }
    }

    private static T[][] Operations<TLanes, T>(T[] x, T[] y, T[] z, int index)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (a, b, c) = (TLanes.Load(in x[0], index), TLanes.Load(in y[0], index), TLanes.Load(in z[0], index));
        TLanes[] results =
        [
            a, TLanes.Broadcast(T.E), a + b, a - b, -a, a * b, a / b, a & b, a | b, a ^ b, TLanes.FusedMultiplyAdd(a, b, c), TLanes.FusedMultiplySubtractFrom(a, b, c),
            TLanes.WhereLess(a, b, c, a), TLanes.WhereEqual(TLanes.Whole(a), TLanes.Whole(b), c, a), TLanes.Smaller(a, b), TLanes.Larger(a, b), TLanes.Whole(a),
            TLanes.TimesPowerOfTwo(a, TLanes.Whole(b)), TLanes.SquareRoot(a), TLanes.ShiftBitsRight(a, 3), TLanes.ShiftBitsLeft(a, 5),
        ];
        return Array.ConvertAll(results, result =>
        {
            var numbers = new T[TLanes.Count];
            result.Store(ref numbers[0], 0);
            return numbers;
        });
    }

    // Around zero, where functions bend, far out, and what is no number.
    private static T[] Numbers<T>(int count, ulong seed)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var random = RandomStream.FromSeed(seed);
        double[] odd = [0, -0.0, 1, -1, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1e-40, 88.5, -103.9, 3e38];
        return [.. Enumerable.Range(0, count).Select(index => T.CreateTruncating(index % 5 == 0 ? odd[random.NextInt(odd.Length)] : random.NextUniform(-4, 4)))];
    }

    private static ReadOnlySpan<byte> Bits<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers);

    private static ReadOnlySpan<byte> Bits(float[] numbers) => Bits<float>(numbers);
}
