using System.ComponentModel.DataAnnotations;
using Engram.Experiments.Environments;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Experiments.Tests.Environments;

public sealed class PointMassTests
{
    // Oracle: closed form. Clipped velocities add up.
    [Fact]
    public void Positions_are_sums_of_clipped_steps()
    {
        var points = new PointMass(1, RandomStream.FromSeed(1));
        points.SetGoal(0, 3, -4);
        points.Reset();
        var reward = new float[1];
        for (var step = 1; step <= 20; step++)
        {
            points.Step([0.05f, -7], reward);
            Assert.Equal(0.05 * step, points.Observation[0], 1e-6);
            Assert.Equal(-0.1 * step, points.Observation[1], 1e-6);
            Assert.Equal(-Math.Sqrt(Math.Pow(3 - 0.05 * step, 2) + Math.Pow(4 - 0.1 * step, 2)), reward[0], 2e-6);
        }
    }

    [Theory, InlineData(0), InlineData(-1), InlineData(double.NaN)]
    public void A_square_of_no_size_is_refused(double halfSide)
    {
        var exception = Assert.Throws<ValidationException>(() => new PointMass(1, RandomStream.FromSeed(1), new() { HalfSide = halfSide }));
        Assert.Contains("HalfSide must be between 0.01 and 100", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_episode_ends_where_the_goal_is_and_stays_ended()
    {
        var points = new PointMass(2, RandomStream.FromSeed(1));
        points.SetGoal(0, 0.1f, 0.05f);
        points.SetGoal(1, 0.1f, 0.5f);
        points.Reset();
        var reward = new float[2];
        points.Step([0.095f, 0.095f, 0.045f, 0.045f], reward);
        Assert.Equal([0, 1], points.Running.ToArray());
        Assert.Equal(-Math.Sqrt(5e-5), reward[0], 1e-6);
        points.Step([-0.1f, 0, -0.1f, 0], reward);
        Assert.Equal([0.095f, 0.095f, 0.045f, 0.045f], points.Observation.ToArray());
        Assert.Equal(0, reward[0]);
        Assert.True(reward[1] < 0);
        points.Reset();
        Assert.Equal([1, 1], points.Running.ToArray());
        Assert.Equal([0.1f, 0.1f, 0.05f, 0.5f], points.Goals.ToArray());
    }

    [Fact]
    public void Near_in_one_coordinate_is_not_there()
    {
        var points = new PointMass(1, RandomStream.FromSeed(1));
        points.SetGoal(0, 0, 0.3f);
        points.Step([0, 0.1f], new float[1]);
        Assert.Equal(1, points.Running[0]);
    }

    [Fact]
    public void Goals_and_starts_fill_their_square()
    {
        var points = new PointMass(4_000, RandomStream.FromSeed(2), new() { HalfSide = 0.25, RandomStart = true });
        Assert.All([.. points.Goals, .. points.Observation], place => Assert.InRange(place, -0.25f, 0.25f));
        Assert.All(points.Goals.ToArray().Concat(points.Observation.ToArray()).Chunk(4_000), row => Assert.Equal(0, row.Average(), 0.01));
        Assert.All(new PointMass(5, RandomStream.FromSeed(2)).Observation.ToArray(), place => Assert.Equal(0, place));
    }

    [Fact]
    public void Bits_do_not_depend_on_the_width()
    {
        var expected = Run(VectorWidth.Single);
        Assert.All(Enum.GetValues<VectorWidth>(), width => Assert.Equal(expected, Run(width)));

        static float[] Run(VectorWidth width)
        {
            var points = new PointMass(37, RandomStream.FromSeed(1));
            var (action, reward) = (new float[74], new float[37]);
            for (var step = 0; step < 100; step++)
            {
                for (var i = 0; i < 37; i++)
                {
                    // Half the way to the goal: some points arrive.
                    action[i] = 0.5f * (points.Goals[i] - points.Observation[i]);
                    action[37 + i] = i % 2 == 0 ? 0.5f * (points.Goals[37 + i] - points.Observation[37 + i]) : 0.013f;
                }

                points.Step(action, reward, width);
            }

            Assert.Contains(0, points.Running.ToArray());
            Assert.Contains(1, points.Running.ToArray());
            return [.. points.Observation, .. points.Running, .. reward];
        }
    }
}
