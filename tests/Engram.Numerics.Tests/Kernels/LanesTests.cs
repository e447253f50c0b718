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
                Assert.True(Same(left < right ? left : right, First(TLanes.Smaller(TLanes.Broadcast(left), TLanes.Broadcast(right)))));
                Assert.True(Same(left > right ? left : right, First(TLanes.Larger(TLanes.Broadcast(left), TLanes.Broadcast(right)))));
                Assert.Equal(left < right, TLanes.AnyLess(TLanes.Broadcast(left), TLanes.Broadcast(right)));
            }
        }

        static bool Same(T expected, T actual) => T.IsNaN(expected) ? T.IsNaN(actual) : expected == actual && T.IsNegative(expected) == T.IsNegative(actual);

        static T First(TLanes lanes)
        {
            Span<T> numbers = stackalloc T[TLanes.Count];
            lanes.Store(ref numbers[0], 0);
            return numbers[0];
        }
    }
}
