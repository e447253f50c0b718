using System.Numerics;
using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tests.Kernels;

public sealed class LanesTests
{
    [Fact]
    public void The_smaller_and_the_larger_of_two_are_the_right_one_in_doubt_at_every_width()
    {
        Check<SingleLane<float>, float>();
        Check<Lanes128<float>, float>();
        Check<Lanes256<float>, float>();
        Check<Lanes512<float>, float>();
        Check<SingleLane<double>, double>();
        Check<Lanes128<double>, double>();
        Check<Lanes256<double>, double>();
        Check<Lanes512<double>, double>();
        Check<FourRows<Lanes128<float>, float>, float>();
        Check<FourRows<SingleLane<double>, double>, double>();
    }

    [Fact]
    public void Whole_numbers_and_powers_of_two_are_exact_at_every_width()
    {
        CheckPowers<SingleLane<float>, float>();
        CheckPowers<Lanes128<float>, float>();
        CheckPowers<Lanes256<float>, float>();
        CheckPowers<Lanes512<float>, float>();
        CheckPowers<SingleLane<double>, double>();
        CheckPowers<Lanes128<double>, double>();
        CheckPowers<Lanes256<double>, double>();
        CheckPowers<Lanes512<double>, double>();
        CheckPowers<FourRows<Lanes128<float>, float>, float>();
    }

    [Fact]
    public void The_first_numbers_of_a_row_are_read_and_written_and_none_beyond_them_at_every_width()
    {
        CheckParts<SingleLane<float>, float>();
        CheckParts<Lanes128<float>, float>();
        CheckParts<Lanes256<float>, float>();
        CheckParts<Lanes512<float>, float>();
        CheckParts<SingleLane<double>, double>();
        CheckParts<Lanes128<double>, double>();
        CheckParts<Lanes256<double>, double>();
        CheckParts<Lanes512<double>, double>();
        CheckParts<FourRows<Lanes128<float>, float>, float>();
        CheckParts<FourRows<Lanes512<double>, double>, double>();
    }

    private static void CheckParts<TLanes, T>()
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> from = stackalloc T[TLanes.Count + 2]; // on the stack, where nothing moves
        Span<T> to = stackalloc T[TLanes.Count + 2];
        for (var count = 1; count <= TLanes.Count; count++)
        {
            from.Fill(T.NaN);
            T[] expected = [.. Enumerable.Range(1, TLanes.Count).Select(number => number <= count ? T.CreateChecked(number) : T.Zero)];
            expected.AsSpan(0, count).CopyTo(from[1..]);
            var row = TLanes.LoadFirst(in from[0], 1, count);
            to.Fill(-T.One);
            row.Store(ref to[0], 1);
            Assert.Equal([-T.One, .. expected, -T.One], to.ToArray());
            to.Fill(-T.One);
            row.StoreFirst(ref to[0], 1, count);
            Assert.Equal([-T.One, .. expected.Take(count), .. Enumerable.Repeat(-T.One, TLanes.Count - count + 1)], to.ToArray());
        }
    }

    private static void CheckPowers<TLanes, T>()
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var x in new[] { -2.5, -0.3, -0.0, 0.5, 1.5, 1.75, 1e5 }.Select(T.CreateChecked))
        {
            Assert.Equal(T.Round(x, MidpointRounding.ToEven), First<TLanes, T>(TLanes.Whole(TLanes.Broadcast(x))));
            Assert.Equal(T.IsNegative(x), T.IsNegative(First<TLanes, T>(TLanes.Whole(TLanes.Broadcast(x)))));
            foreach (var n in new[] { -149, -127, -3, 0, 1, 100 })
            {
                Assert.Equal(T.ScaleB(x, n), First<TLanes, T>(TLanes.TimesPowerOfTwo(TLanes.Broadcast(x), TLanes.Broadcast(T.CreateChecked(n)))));
            }
        }
    }

    private static T First<TLanes, T>(TLanes lanes)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> numbers = stackalloc T[TLanes.Count];
        lanes.Store(ref numbers[0], 0);
        return numbers[0];
    }

    private static void Check<TLanes, T>()
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] samples = [T.NaN, T.NegativeInfinity, -T.One, T.NegativeZero, T.Zero, T.Epsilon, T.One, T.PositiveInfinity];
        foreach (var left in samples)
        {
            foreach (var right in samples)
            {
                Assert.True(Same(left < right ? left : right, First<TLanes, T>(TLanes.Smaller(TLanes.Broadcast(left), TLanes.Broadcast(right)))));
                Assert.True(Same(left > right ? left : right, First<TLanes, T>(TLanes.Larger(TLanes.Broadcast(left), TLanes.Broadcast(right)))));
                Assert.Equal(left < right, TLanes.AnyLess(TLanes.Broadcast(left), TLanes.Broadcast(right)));
            }
        }

        static bool Same(T expected, T actual) => T.IsNaN(expected) ? T.IsNaN(actual) : expected == actual && T.IsNegative(expected) == T.IsNegative(actual);
    }
}
