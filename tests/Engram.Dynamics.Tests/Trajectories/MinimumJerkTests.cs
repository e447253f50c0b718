using Engram.Dynamics.Trajectories;

namespace Engram.Dynamics.Tests.Trajectories;

public sealed class MinimumJerkTests
{
    private static readonly MinimumJerk Course = new(0.2, 2.8);

    [Theory, InlineData(-1), InlineData(0.2)]
    public void Rests_before_the_start(double time) => Assert.Equal((0, 0, 0), Course.At(time));

    [Theory, InlineData(3.0), InlineData(7)]
    public void Rests_after_the_end(double time) => Assert.Equal((1, 0, 0), Course.At(time));

    // Known values of 10u³ − 15u⁴ + 6u⁵: half way at u = ½ with speed 15/8; greatest acceleration 10/√3 at u = ½ − √3/6.
    [Fact]
    public void Passes_half_way_at_full_speed()
    {
        var (position, velocity, acceleration) = Course.At(1.6);
        Assert.Equal(0.5, position, 1e-15);
        Assert.Equal(1.875 / 2.8, velocity, 1e-15);
        Assert.Equal(0, acceleration, 1e-14);
    }

    [Fact]
    public void Accelerates_most_where_the_jerk_vanishes()
    {
        var peak = Course.At(0.2 + 2.8 * (0.5 - Math.Sqrt(3) / 6)).Acceleration;
        Assert.Equal(10 / Math.Sqrt(3) / (2.8 * 2.8), peak, 1e-14);
        Assert.True(Enumerable.Range(0, 3200).All(i => Math.Abs(Course.At(i * 1e-3).Acceleration) <= peak + 1e-14));
    }

    // Oracle: central differences.
    [Fact]
    public void Velocity_and_acceleration_are_exact_derivatives()
    {
        const double step = 1e-5;
        for (var time = 0.0; time < 3.2; time += 0.0171)
        {
            var (before, here, after) = (Course.At(time - step), Course.At(time), Course.At(time + step));
            Assert.Equal((after.Position - before.Position) / (2 * step), here.Velocity, 1e-9);
            Assert.Equal((after.Velocity - before.Velocity) / (2 * step), here.Acceleration, 1e-5);
        }
    }
}
