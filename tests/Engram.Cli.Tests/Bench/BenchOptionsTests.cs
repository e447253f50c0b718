using Engram.Cli.Bench;

namespace Engram.Cli.Tests.Bench;

public sealed class BenchOptionsTests
{
    [Fact]
    public void Without_words_everything_runs_with_peers()
    {
        var options = BenchOptions.Parse([]);
        Assert.Equal(("", 9, 0.15, false), (options.Workloads, options.Rounds, options.Seconds, options.WithoutPeers));
    }

    [Fact]
    public void Words_select_and_options_set()
    {
        var options = BenchOptions.Parse(["maml,gemm", "--rounds", "3", "--seconds=0.5", "--no-peers", "--json", "a.json", "--markdown", "b.md"]);
        Assert.Equal(new BenchOptions("maml,gemm", 3, 0.5, true, "a.json", "b.md"), options);
    }

    [Theory, InlineData("0"), InlineData("-1"), InlineData("fast"), InlineData("1e9")]
    public void A_turn_has_a_length(string seconds) => Assert.Equal(
        $"--seconds takes a number from 0.001 to 60, but '{seconds}' was given.",
        Assert.Throws<UsageException>(() => BenchOptions.Parse(["--seconds", seconds])).Message);
}
