using Engram.Cli.Bench;

namespace Engram.Cli.Tests.Bench;

public sealed class IngestOptionsTests
{
    [Fact]
    public void Without_words_fifty_clients_send_a_thousand_points_at_a_time() =>
        Assert.Equal(new IngestOptions(50, 1_000, 6, 3, 10_000_000), IngestOptions.Parse([]));

    [Fact]
    public void Options_set() => Assert.Equal(
        new IngestOptions(8, 100, 2, 1, 1_000_000), IngestOptions.Parse(["--clients", "8", "--batch=100", "--seconds", "2", "--rounds", "1", "--long", "1"]));

    [Fact]
    public void A_batch_has_at_most_a_thousand_points() => Assert.Equal(
        "--batch takes a whole number from 1 to 1000, but '1001' was given.", Assert.Throws<UsageException>(() => IngestOptions.Parse(["--batch", "1001"])).Message);
}
