using Engram.Cli.Up;
using Engram.Tracking.Storage.Processes;

namespace Engram.Cli.Tests.Up;

public sealed class SupervisedProgramTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engram-test-");
    private readonly StringWriter _said = new();
    private readonly List<ChildProcess> _started = [];

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _said.Dispose();
    }

    [Fact]
    public async Task A_program_that_is_killed_is_started_again_and_one_that_is_stopped_is_not()
    {
        using var program = Supervise("sleep", "60");
        program.Start();
        program.Keep();

        System.Diagnostics.Process.GetProcessById(_started[0].Id).Kill();
        await Until(() => _started.Count == 2);
        Assert.Contains("sleeper was killed (signal 9); it is started again in 0.5 s", _said.ToString());

        await program.StopAsync(TimeSpan.FromSeconds(10));
        Assert.True(_started[1].Exited.IsCompleted);
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        Assert.Equal(2, _started.Count);
    }

    [Fact]
    public async Task The_pause_before_the_next_start_doubles()
    {
        using var program = Supervise("false");
        program.Start();
        program.Keep();

        await Until(() => _started.Count == 3);
        await program.StopAsync(TimeSpan.FromSeconds(10));

        Assert.Contains("ended with exit code 1; it is started again in 0.5 s", _said.ToString());
        Assert.Contains("ended with exit code 1; it is started again in 1 s", _said.ToString());
    }

    [Fact]
    public async Task A_program_that_does_not_end_when_asked_is_killed_and_reported()
    {
        using var program = Supervise("sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.1; done");
        program.Start();
        program.Keep();
        await Until(() => LogTail.Read(Log).Contains("deaf"));

        await program.StopAsync(TimeSpan.FromSeconds(0.5));

        Assert.Equal(137, await _started[0].Exited);
        Assert.Contains("sleeper did not end within 0.5 s and was killed.", _said.ToString());
    }

    private string Log => Path.Combine(_folder.FullName, "sleeper.log");

    private SupervisedProgram Supervise(string program, params string[] arguments) => new(
        "sleeper",
        () =>
        {
            var child = ChildProcess.Start(program, arguments, Log, EndSignal.Terminate);
            _started.Add(child);
            return child;
        },
        Log,
        new Terminal(_said, inPlace: false));

    private static async Task Until(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 500, "It did not happen within 10 s.");
            await Task.Delay(20);
        }
    }
}
