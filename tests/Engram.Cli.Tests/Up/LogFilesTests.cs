using Engram.Cli.Up;

namespace Engram.Cli.Tests.Up;

public sealed class LogFilesTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("engram-test-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task A_log_that_has_grown_long_is_set_aside_while_its_writer_goes_on()
    {
        var logs = new LogFiles(_data.FullName);
        File.WriteAllText(logs.Of("short"), "little");
        using var writer = new FileStream(logs.Of("web"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        writer.Write(new byte[21_000_000]);
        writer.Flush();

        using var once = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await logs.KeepShortAsync(once.Token);

        Assert.Equal(0, new FileInfo(logs.Of("web")).Length);
        Assert.Equal(21_000_000, new FileInfo(logs.Of("web") + ".1").Length);
        Assert.Equal("little", File.ReadAllText(logs.Of("short")));
    }
}
