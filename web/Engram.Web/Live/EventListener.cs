using Engram.Tracking.Runs;

namespace Engram.Web.Live;

/// <summary>Runs the host's one listening connection, from start to stop.</summary>
/// <param name="feed">What it feeds.</param>
/// <param name="log">Hears of failures of the connection.</param>
internal sealed class EventListener(EventFeed feed, ILogger<EventListener> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await feed.RunAsync(failure => LogMessages.EventsInterrupted(log, failure.Message), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}
