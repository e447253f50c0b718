using Engram.Testing;
using Engram.Tracking.Artifacts;

namespace Engram.Tracking.Tests.Artifacts;

public sealed class ContentUsageTests
{
    [Fact]
    public void Between_two_counts_it_is_moved_on_by_what_this_process_does()
    {
        var (clock, there, counts) = (new ManualClock(), 100L, 0);
        var usage = new ContentUsage(() =>
        {
            counts++;
            return there;
        }, clock);
        Assert.Equal(100, usage.Bytes);
        usage.Add(30);
        there = 500; // others were at work, too
        Assert.Equal(130, usage.Bytes);
        clock.Advance(ContentUsage.Pause);
        Assert.Equal(500, usage.Bytes);
        usage.Add(-200);
        Assert.Equal((300, 2), (usage.Bytes, counts));
    }

    [Fact]
    public void Counting_takes_a_twentieth_of_the_time_at_most()
    {
        var (clock, counts) = (new ManualClock(), 0);
        var usage = new ContentUsage(() =>
        {
            counts++;
            clock.Advance(TimeSpan.FromSeconds(3));
            return 0;
        }, clock);
        Assert.Equal(0, usage.Bytes);
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((0, 1), (usage.Bytes, counts));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((0, 2), (usage.Bytes, counts));
    }
}
