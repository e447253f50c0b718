using System.Text.Json.Nodes;

namespace Engram.Client.Tests;

/// <summary>A run that is logged to, from the program's side and from the server's.</summary>
public sealed class ClientRunTests
{
    [Fact]
    public async Task What_a_program_logs_arrives_by_its_bits()
    {
        await using var ledger = await Ledger.OpenAsync();
        using var folder = new SpoolFolder();
        double[] odd = [0, -0.0, 0.1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -double.MaxValue, 1 / 3.0];
        var begun = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        long[] steps = [0, -1, long.MinValue, long.MaxValue, 5, 6, 7, 8, 9];
        ClientRun run;
        await using (var engram = new EngramClient(ledger.Address, folder.Options with { Token = "et_secret" }))
        {
            run = engram.StartRun("lines", new()
            {
                Name = "first", Seed = 3, Tags = ["a", "b"], TagValues = new Dictionary<string, string> { ["host"] = "x" }, Parent = Guid.Empty, Notes = "n", User = "ada",
                Options = new Dictionary<string, object?> { ["eta"] = 0.1, ["on"] = true, ["n"] = 3, ["name"] = "sgd", ["none"] = null, ["bad"] = double.NaN, ["single"] = 0.1f },
            });
            foreach (var (step, value) in steps.Zip(odd)) run.Log("loss", step, value, "task 1");
            run.Log("other", 1, 2);
            run.LogOption("late", 7L);
            run.SetTag("k", "v");
            run.SetTags("c");
            run.SetName("second");
            run.WriteLine("done\0 \ud800", LineSeverity.Warning);
            Assert.Equal(Delivery.Complete, await run.FinishAsync());
        }

        var kept = ledger.Runs[run.Id];
        Assert.Equal($$"""
            {"external":true,"id":"{{run.Id:N}}","project":"lines","name":"first","options":{"eta":0.1,"on":true,"n":3,"name":"sgd","none":null,"bad":"NaN","single":0.1},"tags":["a","b"],"tagValues":{"host":"x"},"seed":3,"parent":"00000000000000000000000000000000","user":"ada","notes":"n"}
            """, kept.Made.ToJsonString());
        Assert.Equal(steps.Zip(odd).Select(p => (p.First, BitConverter.DoubleToInt64Bits(p.Second))),
            kept.Points.Where(p => p is { Key: "loss", Task: "task 1" }).Select(p => (p.Step, BitConverter.DoubleToInt64Bits(p.Value))));
        Assert.Equal(("other", null, 1L, 2.0), kept.Points.Where(p => p.Key == "other").Select(p => (p.Key, p.Task, p.Step, p.Value)).Single());
        Assert.All(kept.Points, p => Assert.InRange(p.Time, begun, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()));
        var changes = new JsonObject();
        foreach (var (name, value) in kept.Changes.SelectMany(change => change)) changes[name] = value!.DeepClone();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"name":"second","tags":["c"],"options":{"late":7},"tagValues":{"k":"v"},"state":"succeeded"}"""), changes), changes.ToJsonString());
        Assert.Equal("done␀ \ufffd", (string)Assert.Single(kept.Lines)["text"]!);
        Assert.Equal("warning", (string)kept.Lines[0]["severity"]!);
        Assert.All(ledger.Asked, asked => Assert.Equal("Bearer et_secret", asked.Token));
        Assert.Empty(folder.Runs);
        Assert.Empty(folder.Reports);
    }

    [Fact]
    public async Task A_run_that_is_let_go_without_a_word_has_failed()
    {
        await using var ledger = await Ledger.OpenAsync();
        using var folder = new SpoolFolder();
        ClientRun run;
        await using (var engram = new EngramClient(ledger.Address, folder.Options)) run = engram.StartRun("lines");

        Assert.Equal("failed", ledger.Runs[run.Id].State);
        Assert.Contains("without saying how it ended", (string)ledger.Runs[run.Id].Changes[^1]["error"]!);
    }

    [Fact]
    public async Task Ending_twice_ends_once_and_a_run_that_ended_takes_nothing()
    {
        await using var ledger = await Ledger.OpenAsync();
        using var folder = new SpoolFolder();
        await using var engram = new EngramClient(ledger.Address, folder.Options);
        var run = engram.StartRun("lines");
        Assert.Equal(Delivery.Complete, await run.FailAsync("diverged"));
        Assert.Equal(Delivery.Complete, await run.FinishAsync());

        Assert.Equal("failed", ledger.Runs[run.Id].State);
        Assert.Throws<InvalidOperationException>(() => run.Log("loss", 0, 0));
        Assert.Throws<InvalidOperationException>(() => run.SetName("x"));
        run.Flush();
    }

    [Theory]
    [InlineData("", null, "1 to 250 characters, not all of them spaces; one with 0")]
    [InlineData("a\nb", null, "printable characters; 'a⏎b'")]
    [InlineData("loss", "", "A task has 1 to 200")]
    public async Task A_name_that_cannot_be_is_refused_where_it_is_given(string key, string? task, string words)
    {
        using var folder = new SpoolFolder();
        await using var engram = new EngramClient("http://127.0.0.1:9", folder.Options with { CloseWithin = TimeSpan.Zero });
        var run = engram.StartRun("lines");
        Assert.Contains(words, Assert.Throws<ArgumentException>(() => run.Log(key, 0, 0, task)).Message);
        Assert.Throws<ArgumentException>(() => run.Log("half \ud800", 0, 0));
        Assert.Contains("The option 'x' is a Object; a text, a number", Assert.Throws<ArgumentException>(() => run.LogOption("x", new object())).Message);
    }

    [Fact]
    public async Task Logging_from_many_threads_loses_nothing()
    {
        await using var ledger = await Ledger.OpenAsync();
        using var folder = new SpoolFolder();
        await using var engram = new EngramClient(ledger.Address, folder.Options with { BatchPoints = 100, MemoryPoints = 1_000 });
        var run = engram.StartRun("lines");
        Parallel.For(0, 8, thread =>
        {
            for (var step = 0; step < 2_500; step++) run.Log($"loss {thread}", step, step);
        });
        Assert.Equal(Delivery.Complete, await run.FinishAsync());

        for (var thread = 0; thread < 8; thread++) Assert.Equal(Enumerable.Range(0, 2_500).Select(step => (long)step), ledger.Runs[run.Id].Steps($"loss {thread}"));
        Assert.True(ledger.Runs[run.Id].Requests.Count >= 200, "Requests are larger than asked for.");
    }

    [Fact]
    public async Task A_server_that_is_away_never_makes_the_program_wait()
    {
        using var folder = new SpoolFolder();
        await using var engram = new EngramClient("http://127.0.0.1:9", folder.Options with { MemoryPoints = 2_000, BatchPoints = 500, CloseWithin = TimeSpan.FromMilliseconds(100) });
        var run = engram.StartRun("lines");
        for (var step = 0; step < 50_000; step++) run.Log("loss", step, step);
        Assert.Equal(Delivery.Spooled, await run.FinishAsync());

        Assert.Contains("gives no answer", folder.Reports[0]);
        Assert.Contains("is sent by the next program", folder.Reports[^1]);
        Assert.Single(folder.Runs);
    }

    [Fact]
    public async Task A_run_is_continued_with_numbers_of_its_own()
    {
        await using var ledger = await Ledger.OpenAsync();
        using var folder = new SpoolFolder();
        await using var engram = new EngramClient(ledger.Address, folder.Options);
        var run = engram.StartRun("lines");
        run.Log("loss", 0, 1);
        await run.FailAsync("power cut");
        var again = engram.ContinueRun(run.Id);
        again.Log("loss", 1, 2);
        await again.FinishAsync();

        Assert.Equal(["failed", "running", "succeeded"], ledger.Runs[run.Id].Changes.Select(change => (string)change["state"]!));
        Assert.Equal([0, 1], ledger.Runs[run.Id].Steps("loss"));
        Assert.Equal(0, ledger.Runs[run.Id].Repeated);
    }
}
