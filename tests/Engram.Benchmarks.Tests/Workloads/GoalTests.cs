using Engram.Benchmarks.Workloads;

namespace Engram.Benchmarks.Tests.Workloads;

public sealed class GoalTests
{
    private static readonly Goal Maml = new() { Microseconds = 170, AgainstBest = 7, AgainstNatural = 40 };

    [Fact]
    public void A_goal_reads_as_a_sentence_part()
    {
        Assert.Equal("≤ 170 µs, ≥ 7× best, ≥ 40× natural", Maml.ToString());
        Assert.Equal("≤ 1.6 ms", new Goal { Microseconds = 1600 }.ToString());
        Assert.Equal("≥ 60 M/s, ≥ 90 % of peak", new Goal { Rate = 60e6, Share = 0.9 }.ToString());
        Assert.Equal("", Goal.None.ToString());
    }

    [Fact]
    public void A_goal_is_met_when_all_of_it_is()
    {
        Assert.True(Maml.IsMet(169e-6, null, 7.1, 41));
        Assert.False(Maml.IsMet(171e-6, null, 7.1, 41));
        Assert.False(Maml.IsMet(169e-6, null, 6.9, 41));
        Assert.True(new Goal { Rate = 60e6 }.IsMet(1 / 61e6, null, null, null));
        Assert.False(new Goal { Share = 0.9 }.IsMet(1, 0.89, null, null));
    }

    [Fact]
    public void What_could_not_be_measured_does_not_count()
    {
        Assert.True(Maml.IsMet(169e-6, null, null, null));
        Assert.Null(new Goal { AgainstBest = 2 }.IsMet(1, null, null, 3));
        Assert.Null(Goal.None.IsMet(1, 1, 1, 1));
    }
}
