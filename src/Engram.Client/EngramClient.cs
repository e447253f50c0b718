using Engram.Client.Sending;
using Engram.Client.Spooling;
using Engram.Client.Wire;

namespace Engram.Client;

/// <summary>Logs runs to an Engram from a program of one's own. Training never waits for the network, and what was logged survives a crash.</summary>
/// <example>
/// <code>
/// await using var engram = new EngramClient("http://127.0.0.1:5080");
/// await using var run = engram.StartRun("digits", new() { Options = new Dictionary&lt;string, object?&gt; { ["eta"] = 0.1 }, Seed = 3 });
/// for (var step = 0; step &lt; 1000; step++) run.Log("loss", step, Train(step));
/// await run.FinishAsync();
/// </code>
/// </example>
/// <remarks>Thread-safe; one client serves any number of runs.</remarks>
public sealed class EngramClient : IAsyncDisposable
{
    private readonly Server _server;
    private readonly EngramClientOptions _options;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly List<ClientRun> _runs = [];
    private readonly Task _leftovers;

    /// <summary>A client of one server. Nothing is sent yet, but what earlier processes left for it.</summary>
    /// <param name="address">Where it listens, such as <c>http://127.0.0.1:5080</c>.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or a setting cannot be.</exception>
    public EngramClient(string address, EngramClientOptions? options = null)
    {
        _options = options ?? new();
        _options.Check();
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"'{address}' is not an address; one looks like http://127.0.0.1:5080.", nameof(address));
        }
        _server = new(uri, _options);
        // Listed now: what this client begins from here on is no leftover.
        var left = _options.SendLeftovers ? Leftovers() : [];
        _leftovers = left.Length > 0 ? Task.Run(() => SendInBackgroundAsync(left)) : Task.CompletedTask;
    }

    /// <summary>Begins a run. Returns at once, whether the server can be reached or not.</summary>
    /// <param name="project">Name or identifier of the project; a name that is not there yet becomes a project.</param>
    /// <param name="run">What is known about it.</param>
    /// <exception cref="ArgumentException">An option is not a scalar.</exception>
    /// <exception cref="IOException">The spool cannot be written.</exception>
    public ClientRun StartRun(string project, RunDescription? run = null)
    {
        run ??= new();
        foreach (var (name, value) in run.Options)
        {
            if (Scalar.Fault(name, value) is { } fault) throw new ArgumentException(fault, nameof(run));
        }
        var id = Guid.CreateVersion7(_options.Time.GetUtcNow());
        return Keep(new(_server, _options, new(id, _server.Address), 1, EntryKind.Start, Requests.Start(id, project, run), Task.CompletedTask));
    }

    /// <summary>Goes on with a run that was begun before, here or elsewhere: it is running again.</summary>
    /// <param name="run">Its identifier.</param>
    /// <remarks>What an earlier process left about it on this machine is sent first.</remarks>
    public ClientRun ContinueRun(Guid run)
    {
        // Larger than any number of an earlier session, which had less than a million requests a second.
        var first = _options.Time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000;
        return Keep(new(_server, _options, new(run, _server.Address), first, EntryKind.Change, Requests.Change(new() { State = "running" }), _leftovers));
    }

    /// <summary>Sends what earlier processes left for this server on this machine; returns when there is no more, or the server does not want it.</summary>
    /// <returns>How many runs were completed.</returns>
    public async Task<int> SendSpooledAsync(CancellationToken ct = default) => await SendAsync(Spools(), ct).ConfigureAwait(false);

    private string[] Spools()
    {
        if (!Directory.Exists(_options.Spool)) return [];
        RunSpool.RemoveUnfinished(_options.Spool, _options.Time.GetUtcNow());
        return [.. Directory.EnumerateDirectories(_options.Spool).Order(StringComparer.Ordinal)];
    }

    private string[] Leftovers()
    {
        try
        {
            return Spools();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Unreadable(e);
            return [];
        }
    }

    private async Task<int> SendAsync(string[] spools, CancellationToken ct)
    {
        var completed = 0;
        foreach (var folder in spools)
        {
            using var spool = RunSpool.TryOpen(folder);
            if (spool is null || spool.Head.Server != _server.Address) continue;
            if (await new RunSender(_server, spool, _options).SendLeftoversAsync(ct).ConfigureAwait(false)) completed++;
        }
        return completed;
    }

    /// <summary>Fails the runs that have not ended, and stops sending; what is not confirmed stays on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        List<ClientRun> runs;
        lock (_gate) runs = [.. _runs];
        foreach (var run in runs) await run.DisposeAsync().ConfigureAwait(false);
        await _end.CancelAsync().ConfigureAwait(false);
        await _leftovers.ConfigureAwait(false);
        _server.Dispose();
        _end.Dispose();
    }

    private ClientRun Keep(ClientRun run)
    {
        lock (_gate) _runs.Add(run);
        return run;
    }

    private async Task SendInBackgroundAsync(string[] spools)
    {
        try
        {
            await SendAsync(spools, _end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The next one goes on.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Unreadable(e);
        }
    }

    private void Unreadable(Exception error) => _options.Report($"What earlier programs left in {_options.Spool} could not be read: {error.Message}");
}
