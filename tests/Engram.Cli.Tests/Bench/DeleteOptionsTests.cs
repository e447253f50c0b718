using Engram.Cli.Bench;

namespace Engram.Cli.Tests.Bench;

public sealed class DeleteOptionsTests
{
    [Fact]
    public void Without_words_ten_thousand_runs_go_while_ten_clients_log() => Assert.Equal(new DeleteOptions(10_000, 2, 1_000, 10, 5), DeleteOptions.Parse([]));

    [Fact]
    public void Options_set() => Assert.Equal(
        new DeleteOptions(100, 3, 50, 1, 2), DeleteOptions.Parse(["--runs", "100", "--metrics=3", "--points", "50", "--clients", "1", "--seconds", "2"]));
}
