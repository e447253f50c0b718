using Engram.Cli.Bench;

namespace Engram.Cli.Tests.Bench;

public sealed class RunsBenchOptionsTests
{
    [Fact]
    public void Without_words_the_public_set_is_made_and_thrown_away() =>
        Assert.Equal(new RunsBenchOptions(75_000, 60, false, null), RunsBenchOptions.Parse([]));

    [Fact]
    public void Options_set() => Assert.Equal(
        new RunsBenchOptions(1_000_000, 5, true, "big"), RunsBenchOptions.Parse(["--runs", "1000000", "--rounds=5", "--plans", "--data", "big"]));

    [Fact]
    public void A_set_has_runs_for_its_fifty_projects() => Assert.Equal(
        "--runs takes a whole number from 100 to 10000000, but '99' was given.", Assert.Throws<UsageException>(() => RunsBenchOptions.Parse(["--runs", "99"])).Message);

    [Fact]
    public void A_misspelt_option_is_named() => Assert.Contains("--plan", Assert.Throws<UsageException>(() => RunsBenchOptions.Parse(["--plan"])).Message, StringComparison.Ordinal);
}
