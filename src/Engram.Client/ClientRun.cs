using Engram.Client.Buffering;
using Engram.Client.Sending;
using Engram.Client.Spooling;
using Engram.Client.Wire;

namespace Engram.Client;

/// <summary>A run that this program logs to. Every method may be called from any thread; none waits for the network but those that end in <c>Async</c>.</summary>
/// <remarks>
/// What is logged is in memory for <see cref="EngramClientOptions.FlushEvery"/> at most, then on disk, then on its way. A program that is killed
/// loses what was in memory and nothing else: the next client of the same server on the same machine sends what is left on disk, every point
/// once. End a run by <see cref="FinishAsync"/> or <see cref="FailAsync"/>: one that is only disposed of counts as failed.
/// </remarks>
public sealed class ClientRun : IAsyncDisposable
{
    private readonly Server _server;
    private readonly EngramClientOptions _options;
    private readonly RunSpool _spool;
    private readonly RunBuffer _buffer;
    private readonly RunRecorder _recorder;
    private readonly RunSender _sender;
    private readonly CancellationTokenSource _giveUp = new();
    private readonly Task<bool> _sending;
    private Task<Delivery>? _ended;

    internal ClientRun(Server server, EngramClientOptions options, SpoolHead head, long firstNumber, EntryKind kind, byte[] first, Task before)
    {
        (_server, _options, Id) = (server, options, head.Run);
        _spool = RunSpool.Create(options.Spool, head, firstNumber);
        _buffer = new(options.MemoryPoints, options.BatchPoints);
        _recorder = new(_buffer, _spool, firstNumber, options);
        _sender = new(server, _spool, options) { Released = _buffer.Release };
        _recorder.Start(kind, first);
        _sending = Task.Run(async () =>
        {
            await before.WaitAsync(_giveUp.Token).ConfigureAwait(false);
            return await _sender.SendAsync(_recorder.Entries, _giveUp.Token).ConfigureAwait(false);
        });
    }

    /// <summary>The run's identifier, UUIDv7. It is chosen here, so it is known before the server has heard of the run.</summary>
    public Guid Id { get; }

    /// <summary>Where people see the run.</summary>
    public Uri Page => new(_server.Address, $"/runs/{Id:N}");

    /// <summary>Ends when the server knows the run.</summary>
    /// <exception cref="EngramRefusedException">It refuses to, and says why.</exception>
    public Task Started => _sender.Started;

    /// <summary>Logs one point. Some 50 ns; waits only when <see cref="EngramClientOptions.MemoryPoints"/> are in memory, for the disk.</summary>
    /// <param name="key">Metric key, 1 to 250 printable characters.</param>
    /// <param name="step">Step, any 64-bit integer. Logged twice, the later value counts.</param>
    /// <param name="value">Any double, NaN and infinities too; it is kept by its bits.</param>
    /// <param name="task">Name of the stage of the run it belongs to; null outside stages.</param>
    /// <exception cref="ArgumentException">The key or the task cannot be.</exception>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    public void Log(string key, long step, double value, string? task = null)
    {
        _buffer.Add(key, task, step, _options.Time.GetUtcNow().ToUnixTimeMilliseconds(), value);
    }

    /// <summary>Adds an option: something the run was asked to do. One that is set cannot be set to something else: the server refuses that.</summary>
    /// <param name="name">Name, 1 to 250 characters.</param>
    /// <param name="value">A text, a number, true, false or null.</param>
    public void LogOption(string name, object? value)
    {
        if (Scalar.Fault(name, value) is { } fault) throw new ArgumentException(fault, nameof(value));
        _buffer.Change(change => change.Options[name] = value);
    }

    /// <summary>Adds options, as <see cref="LogOption"/> does.</summary>
    public void LogOptions(IEnumerable<KeyValuePair<string, object?>> options)
    {
        foreach (var (name, value) in options) LogOption(name, value);
    }

    /// <summary>Gives the run these labels, instead of those it has.</summary>
    public void SetTags(params string[] tags) => _buffer.Change(change => change.Tags = tags);

    /// <summary>Sets a label that carries a value; null takes it away.</summary>
    public void SetTag(string name, string? value) => _buffer.Change(change => change.TagValues[name] = value);

    /// <summary>Gives the run another name.</summary>
    public void SetName(string name) => _buffer.Change(change => change.Name = name);

    /// <summary>Replaces the run's notes.</summary>
    public void SetNotes(string notes) => _buffer.Change(change => change.Notes = notes);

    /// <summary>Writes a line to the run's log. Of one longer than 10,000 characters the rest is cut off.</summary>
    public void WriteLine(string text, LineSeverity severity = LineSeverity.Info) => _buffer.Add(new PendingLine(_options.Time.GetUtcNow(), severity, Names.Line(text)));

    /// <summary>Keeps a file with the run; one of the same path is overwritten. Waits for the server, however long it is away, and does not go by the spool.</summary>
    /// <param name="path">Where it is kept, from the run's root, such as <c>model/weights.bin</c>.</param>
    /// <param name="file">The file; it must not change meanwhile.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="EngramRefusedException">The server refuses it, or the run, and says why.</exception>
    public async Task UploadArtifactAsync(string path, string file, CancellationToken ct = default)
    {
        await Started.WaitAsync(ct).ConfigureAwait(false);
        var address = $"/api/v1/runs/{Id:N}/artifacts/content?path={Uri.EscapeDataString(path)}";
        var (answer, words) = await _server.SendAsync(HttpMethod.Put, address, () => new StreamContent(File.OpenRead(file)) { Headers = { ContentType = new("application/octet-stream") } },
            new Backoff(_options.LongestPause, Id.GetHashCode()), Timeout.InfiniteTimeSpan, ct).ConfigureAwait(false);
        if (answer != Answer.Accepted) throw new EngramRefusedException(words);
    }

    /// <summary>Returns when everything logged so far is on disk: from here on, killing the program does not lose it.</summary>
    public void Flush() => _buffer.Flush();

    /// <summary>The run came to its end as it should.</summary>
    /// <returns>What became of what it logged, after <see cref="EngramClientOptions.CloseWithin"/> at most.</returns>
    public Task<Delivery> FinishAsync() => EndAsync(new() { State = "succeeded" });

    /// <summary>The run did not come to its end as it should.</summary>
    /// <param name="message">Why, for people.</param>
    /// <returns>What became of what it logged, after <see cref="EngramClientOptions.CloseWithin"/> at most.</returns>
    public Task<Delivery> FailAsync(string message) => EndAsync(new() { State = "failed", Error = message });

    /// <summary>A person stopped the run.</summary>
    /// <returns>What became of what it logged, after <see cref="EngramClientOptions.CloseWithin"/> at most.</returns>
    public Task<Delivery> CancelAsync() => EndAsync(new() { State = "cancelled" });

    /// <summary>Fails the run, unless it has ended.</summary>
    public async ValueTask DisposeAsync() =>
        await (_ended ?? FailAsync("The program let go of the run without saying how it ended.")).ConfigureAwait(false);

    private Task<Delivery> EndAsync(RunChange end)
    {
        lock (_giveUp)
        {
            if (_ended is not null) return _ended;
            _recorder.End = end;
            _buffer.Close();
            return _ended = WindUpAsync();
        }
    }

    private async Task<Delivery> WindUpAsync()
    {
        var all = false;
        try
        {
            all = await _sending.WaitAsync(_options.CloseWithin, _options.Time).ConfigureAwait(false);
        }
        catch (EngramSpoolException damaged)
        {
            _options.Report(damaged.Message);
        }
        catch (TimeoutException)
        {
            await _giveUp.CancelAsync().ConfigureAwait(false);
            await _sending.ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
            _options.Report($"The server has not confirmed all of run {Id:N} yet; the rest waits in {_spool.Folder} and is sent by the next program that logs to it from here.");
        }
        // Sending may have stopped early, because the server does not let us in; what is logged is kept all the same.
        await _recorder.Recorded.ConfigureAwait(false);
        var refused = _spool.HasRefusals;
        _spool.Dispose();
        _giveUp.Dispose();
        return refused ? Delivery.Refused : all ? Delivery.Complete : Delivery.Spooled;
    }
}
