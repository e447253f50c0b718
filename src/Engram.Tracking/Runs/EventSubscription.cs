using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Engram.Tracking.Runs;

/// <summary>One subscriber's share of the events; for one reader.</summary>
public sealed class EventSubscription : IDisposable
{
    internal static readonly RunEvent Missed = new(RunEventKind.Missed, null, null);

    private readonly Channel<RunEvent> _events;
    private readonly EventFilter _filter;
    private readonly Action<EventSubscription> _ended;
    private int _missed;

    internal EventSubscription(EventFilter filter, int capacity, Action<EventSubscription> ended)
    {
        _filter = filter;
        _ended = ended;
        _events = Channel.CreateBounded<RunEvent>(new BoundedChannelOptions(capacity) { SingleReader = true });
    }

    /// <summary>Events in order, until the subscription is disposed. After <see cref="RunEventKind.Missed"/> only later ones follow.</summary>
    public async IAsyncEnumerable<RunEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        while (await _events.Reader.WaitToReadAsync(ct))
        {
            if (Interlocked.Exchange(ref _missed, 0) == 1)
            {
                // What still waits is older than the loss: one reading anew covers it.
                while (_events.Reader.TryRead(out _)) { }
                yield return Missed;
            }
            else if (_events.Reader.TryRead(out var happened)) yield return happened;
        }
    }

    /// <summary>Ends it: the reader finishes.</summary>
    public void Dispose()
    {
        _ended(this);
        _events.Writer.TryComplete();
    }

    internal void Offer(RunEvent happened)
    {
        if (!_filter.Wants(happened) || _events.Writer.TryWrite(happened)) return;
        Interlocked.Exchange(ref _missed, 1);
        // Should the reader have emptied the channel in this moment, it needs something to wake up for.
        _events.Writer.TryWrite(Missed);
    }
}
