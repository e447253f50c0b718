using System.Diagnostics;
using Engram.Tracking.Storage.Processes;

namespace Engram.Cli.Up;

/// <summary>A program that is kept running: when it ends without having been asked to, it is started again, after a pause that grows.</summary>
/// <param name="name">What it is called in messages and in the name of its log.</param>
/// <param name="start">Starts the process.</param>
/// <param name="log">Its log file.</param>
/// <param name="terminal">Where its ends are reported.</param>
internal sealed class SupervisedProgram(string name, Func<ChildProcess> start, string log, Terminal terminal) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>A program that ran this long was well: its next end is a new story.</summary>
    private static readonly TimeSpan Well = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private ChildProcess? _current;
    private Task _watch = Task.CompletedTask;

    public string Name => name;

    public string Log => log;

    /// <summary>Ends when the process that runs now ends.</summary>
    public Task<int> Exited => _current!.Exited;

    /// <summary>Starts it. It is not started again before <see cref="Keep"/>.</summary>
    public void Start() => _current = start();

    /// <summary>From now on it is started again when it ends.</summary>
    public void Keep() => _watch = WatchAsync();

    /// <summary>Asks it to end and waits; kills it after <paramref name="grace"/>.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        lock (_gate) _stopping.Cancel(); // no start after this
        if (_current is not null && !await _current.StopAsync(grace)) terminal.Line($"{name} did not end within {grace.TotalSeconds} s and was killed.");
        await _watch;
    }

    /// <summary>Frees what this process holds; stop the program first.</summary>
    public void Dispose()
    {
        _current?.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Says in words how a process ended.</summary>
    public static string HowItEnded(int exitCode) => exitCode switch
    {
        137 => "was killed (signal 9)",
        143 => "was asked to end by somebody else (signal 15)",
        > 128 => $"was ended by signal {exitCode - 128}",
        _ => $"ended with exit code {exitCode}",
    };

    private async Task WatchAsync()
    {
        for (var pause = FirstPause; ;)
        {
            var clock = Stopwatch.StartNew();
            var code = await _current!.Exited;
            if (_stopping.IsCancellationRequested) return;
            if (clock.Elapsed > Well) pause = FirstPause;
            terminal.Line($"{name} {HowItEnded(code)}; it is started again in {pause.TotalSeconds} s. Its log: {log}");
            await Task.Delay(pause, _stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            lock (_gate)
            {
                if (_stopping.IsCancellationRequested) return;
                _current.Dispose();
                _current = start();
            }
        }
    }
}
