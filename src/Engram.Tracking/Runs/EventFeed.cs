using System.Collections.Concurrent;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Runs;

/// <summary>The receiving side of events: one listening connection per process, fanned out to any number of subscribers.</summary>
/// <remarks>
/// Nobody is waited for: a subscriber that does not keep up loses events and is told so (<see cref="RunEventKind.Missed"/>), as is
/// everyone after the connection was away.
/// </remarks>
/// <param name="database">The record.</param>
public sealed class EventFeed(NpgsqlDataSource database)
{
    private readonly ConcurrentDictionary<EventSubscription, byte> _subscriptions = [];
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when events are heard for the first time.</summary>
    public Task Listening => _listening.Task;

    /// <summary>How many subscribers there are.</summary>
    public int Subscribers => _subscriptions.Count;

    /// <summary>Listens until the token is cancelled; the host runs it once per process.</summary>
    /// <param name="broken">Hears of every failure of the connection; it is tried again.</param>
    /// <param name="ct">Ends it.</param>
    public Task RunAsync(Action<Exception> broken, CancellationToken ct) => new ChannelListener(database, RunEvents.Channel)
    {
        Connected = (_, _) =>
        {
            Send(EventSubscription.Missed);
            _listening.TrySetResult();
            return Task.CompletedTask;
        },
        Notified = (_, payload) => Send(RunEvents.Read(payload)),
        Broken = broken,
    }.RunAsync(ct);

    /// <summary>Events from now on; dispose the subscription to end it.</summary>
    /// <param name="filter">Which; null for all.</param>
    /// <param name="capacity">How many may wait for the subscriber before it counts as too slow, ≥ 1.</param>
    public EventSubscription Subscribe(EventFilter? filter = null, int capacity = 256)
    {
        var subscription = new EventSubscription(filter ?? EventFilter.All, capacity, ended => _subscriptions.TryRemove(ended, out _));
        _subscriptions[subscription] = 0;
        return subscription;
    }

    private void Send(RunEvent? happened)
    {
        if (happened is null) return;
        foreach (var (subscription, _) in _subscriptions) subscription.Offer(happened);
    }
}
