using Engram.Tracking.Storage.Processes;

namespace Engram.Tracking.Tests.Storage.Processes;

public sealed class LogTailTests : IDisposable
{
    private readonly string _log = Path.GetTempFileName();

    public void Dispose() => File.Delete(_log);

    [Fact]
    public void The_last_lines_are_shown_and_long_ones_cut()
    {
        File.WriteAllLines(_log, Enumerable.Range(1, 10_000).Select(i => $"line {i}").Append(new string('x', 1_000)));

        Assert.Equal($"  line 9999\n  line 10000\n  {new string('x', 240)} …", LogTail.Read(_log, 3));
    }

    [Fact]
    public void A_log_that_is_empty_or_absent_says_nothing()
    {
        Assert.Equal("", LogTail.Read(_log).Trim());
        Assert.Equal("", LogTail.Read(_log + ".absent"));
    }
}
