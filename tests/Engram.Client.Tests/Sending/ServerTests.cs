namespace Engram.Client.Tests.Sending;

/// <summary>What the client does when the server is in trouble, or says no.</summary>
public sealed class ServerTests
{
    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(502)]
    [InlineData(500)]
    [InlineData(0)]
    public async Task Every_second_request_goes_wrong_and_every_point_arrives_once(int status)
    {
        await using var ledger = await Ledger.OpenAsync();
        // Every other time with its effect, so that the answer is lost and not the request.
        ledger.Script = (n, _) => n % 2 == 0 ? new Trouble(status, AfterEffect: n % 4 == 0) : null;
        using var folder = new SpoolFolder();
        await using var engram = new EngramClient(ledger.Address, folder.Options with { BatchPoints = 50 });
        var run = engram.StartRun("lines");
        for (var step = 0; step < 1_000; step++) run.Log("loss", step, step);
        Assert.Equal(Delivery.Complete, await run.FinishAsync());

        Assert.Equal(Enumerable.Range(0, 1_000).Select(step => (long)step), ledger.Runs[run.Id].Steps("loss"));
        Assert.True(ledger.Runs[run.Id].Repeated > 0, "No answer was lost: the test does not test.");
        Assert.Equal("succeeded", ledger.Runs[run.Id].State);
        Assert.Empty(folder.Runs);
    }

    [Fact]
    public async Task A_wish_to_be_left_alone_for_a_while_is_obeyed()
    {
        await using var ledger = await Ledger.OpenAsync();
        ledger.Script = (n, _) => n == 0 ? new Trouble(429, RetryAfter: 1) : null;
        using var folder = new SpoolFolder();
        await using var engram = new EngramClient(ledger.Address, folder.Options);
        await engram.StartRun("lines").FinishAsync();

        Assert.True(ledger.Asked[1].At - ledger.Asked[0].At >= 950, $"Asked again after {ledger.Asked[1].At - ledger.Asked[0].At} ms.");
    }

    [Fact]
    public async Task A_refusal_is_told_once_and_what_was_refused_is_kept()
    {
        await using var ledger = await Ledger.OpenAsync();
        ledger.Script = (_, request) => request.EndsWith("/metrics", StringComparison.Ordinal) ? new Trouble(400, Words: "A key of this run is taken.") : null;
        using var folder = new SpoolFolder();
        await using var engram = new EngramClient(ledger.Address, folder.Options with { BatchPoints = 10 });
        var run = engram.StartRun("lines");
        for (var step = 0; step < 30; step++) run.Log("loss", step, step);
        Assert.Equal(Delivery.Refused, await run.FinishAsync());

        Assert.Contains("was answered 400: A key of this run is taken.", Assert.Single(folder.Reports));
        Assert.Equal("succeeded", ledger.Runs[run.Id].State);
        Assert.EndsWith(".refused", Assert.Single(folder.Runs));
        Assert.Equal(0, await engram.SendSpooledAsync());
    }

    [Fact]
    public async Task A_run_that_is_not_wanted_says_so_and_nothing_more_is_asked()
    {
        await using var ledger = await Ledger.OpenAsync();
        ledger.Script = (_, _) => new Trouble(400, Words: "There is no such project.");
        using var folder = new SpoolFolder();
        await using var engram = new EngramClient(ledger.Address, folder.Options);
        var run = engram.StartRun("lines");
        run.Log("loss", 0, 0);
        Assert.Contains("There is no such project.", (await Assert.ThrowsAsync<EngramRefusedException>(() => run.Started)).Message);
        Assert.Equal(Delivery.Refused, await run.FinishAsync());

        Assert.Single(ledger.Asked);
        Assert.EndsWith(".refused", Assert.Single(folder.Runs));
    }

    [Fact]
    public async Task With_a_wrong_token_everything_waits_for_a_right_one()
    {
        await using var ledger = await Ledger.OpenAsync();
        ledger.Script = (n, _) => n == 0 ? new Trouble(401, Words: "Who are you?") : null;
        using var folder = new SpoolFolder();
        Guid id;
        await using (var engram = new EngramClient(ledger.Address, folder.Options))
        {
            var run = engram.StartRun("lines");
            run.Log("loss", 0, 0);
            id = run.Id;
            Assert.Equal(Delivery.Spooled, await run.FinishAsync());
            Assert.Contains("Who are you?", Assert.Single(folder.Reports));
        }

        await using var known = new EngramClient(ledger.Address, folder.Options with { Token = "right" });
        Assert.Equal(1, await known.SendSpooledAsync());
        Assert.Equal([0], ledger.Runs[id].Steps("loss"));
        Assert.Equal("succeeded", ledger.Runs[id].State);
    }
}
