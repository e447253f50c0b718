using System.Net.Http.Headers;
using Engram.Client.Spooling;

namespace Engram.Client.Sending;

/// <summary>Sends what a spool holds, in order, one request at a time, and notes what is confirmed.</summary>
/// <param name="server">Where to.</param>
/// <param name="spool">The spool.</param>
/// <param name="options">Settings.</param>
internal sealed class RunSender(Server server, RunSpool spool, EngramClientOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Backoff _backoff = new(options.LongestPause, spool.Head.Run.GetHashCode());
    private readonly HashSet<string> _told = [];
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the server knows the run; fails with <see cref="EngramRefusedException"/> when it refuses to.</summary>
    public Task Started => _started.Task;

    /// <summary>Called with the size of a body that was in memory alone, when it need not be any longer.</summary>
    public Action<int> Released { get; init; } = static _ => { };

    /// <summary>Sends entries until there are no more.</summary>
    /// <returns>False when it stopped before the last one, because the server does not let us in or does not want the run.</returns>
    public async Task<bool> SendAsync(IAsyncEnumerable<SpoolEntry> entries, CancellationToken ct)
    {
        await foreach (var entry in entries.WithCancellation(ct).ConfigureAwait(false))
        {
            var body = spool.Read(entry);
            var (method, path) = Target(entry.Kind);
            var (answer, words) = await server.SendAsync(method, path, () => Content(entry.Kind, body), _backoff, Patience, ct).ConfigureAwait(false);
            if (answer != Answer.Accepted) Tell(words);
            if (answer == Answer.Unknown) return false;
            spool.Mark(entry, refused: answer == Answer.Refused);
            Released(entry.HeldCount);
            if (answer == Answer.Accepted) _started.TrySetResult();
            else if (entry.Kind == EntryKind.Start)
            {
                _started.TrySetException(new EngramRefusedException(words));
                return false;
            }
        }
        return true;
    }

    /// <summary>Sends what an earlier process left, and says of a run whose end it did not tell that its program ended.</summary>
    /// <returns>False when there was nothing, or when it stopped before the last one.</returns>
    public async Task<bool> SendLeftoversAsync(CancellationToken ct)
    {
        var left = spool.Left;
        // Its program ended before it said anything, even that there is a run.
        if (left.Count == 0 && spool.LastNumber == 0) return false;
        if (!spool.HasEnd)
        {
            var end = Wire.Requests.Change(new() { State = "failed", Error = "The program that logged this run ended without saying how the run ended." });
            left = [.. left, spool.Append(EntryKind.End, spool.LastNumber + 1, end)];
        }
        return await SendAsync(left.ToAsyncEnumerable(), ct).ConfigureAwait(false);
    }

    private (HttpMethod, string) Target(EntryKind kind)
    {
        var run = $"/api/v1/runs/{spool.Head.Run:N}";
        return kind switch
        {
            EntryKind.Start => (HttpMethod.Post, "/api/v1/runs"),
            EntryKind.Points or EntryKind.JsonPoints => (HttpMethod.Post, $"{run}/metrics"),
            EntryKind.Lines => (HttpMethod.Post, $"{run}/logs"),
            _ => (HttpMethod.Patch, run),
        };
    }

    private static ByteArrayContent Content(EntryKind kind, byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue(kind == EntryKind.Points ? "application/octet-stream" : "application/json") } };

    // The same refusal again and again says nothing new.
    private void Tell(string words)
    {
        if (_told.Add(words)) options.Report($"{words} What was refused is kept in {spool.Folder}.");
    }
}
