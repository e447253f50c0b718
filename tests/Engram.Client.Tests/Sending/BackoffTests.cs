using Engram.Client.Sending;

namespace Engram.Client.Tests.Sending;

public sealed class BackoffTests
{
    [Fact]
    public void Pauses_double_up_to_the_longest_less_a_share()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(5), salt: 1);
        foreach (var whole in (double[])[0.2, 0.4, 0.8, 1.6, 3.2, 5, 5, 5]) Assert.InRange(backoff.Next().TotalSeconds, 0.7 * whole, whole);
        for (var i = 0; i < 100; i++) Assert.InRange(backoff.Next().TotalSeconds, 3.5, 5);
        backoff.Reset();
        Assert.InRange(backoff.Next().TotalSeconds, 0.14, 0.2);
    }

    [Fact]
    public void Clients_that_failed_together_do_not_come_back_together()
    {
        var first = Enumerable.Range(0, 100).Select(salt => new Backoff(TimeSpan.FromSeconds(30), salt).Next()).ToList();
        Assert.True(first.Distinct().Count() > 90, $"{first.Distinct().Count()} different pauses of 100 clients.");
    }
}
