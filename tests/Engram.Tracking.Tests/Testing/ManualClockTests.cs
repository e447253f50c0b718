using Engram.Testing;

namespace Engram.Tracking.Tests.Testing;

public sealed class ManualClockTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void It_stands_still_until_it_is_moved()
    {
        var (then, stamp) = (_clock.GetUtcNow(), _clock.GetTimestamp());
        Assert.Equal(then, _clock.GetUtcNow());

        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(then.AddSeconds(3), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(3), _clock.GetElapsedTime(stamp));
    }

    [Fact]
    public void Its_timers_fire_in_order_at_the_moment_they_are_due()
    {
        var start = _clock.GetUtcNow();
        List<string> fired = [];
        string Name(string timer) => $"{timer} at {(_clock.GetUtcNow() - start).TotalSeconds}";
        using var once = _clock.CreateTimer(_ => fired.Add(Name("once")), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        using var often = _clock.CreateTimer(_ => fired.Add(Name("often")), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));

        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(["often at 1", "once at 2", "often at 4"], fired);
    }

    [Fact]
    public async Task A_delay_ends_when_the_clock_reaches_it()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(1), _clock);
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(delay.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(1));

        await delay.WaitAsync(TimeSpan.FromSeconds(5));
    }
}
