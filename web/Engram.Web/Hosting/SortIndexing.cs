using Engram.Tracking.Search;
using Npgsql;

namespace Engram.Web.Hosting;

/// <summary>Tends the indexes for what people sort and filter by, now and then. Of several web hosts one does it.</summary>
internal sealed class SortIndexing(SortIndexes indexes, TimeProvider time, ILogger<SortIndexing> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pace, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                var (made, dropped) = await indexes.TendAsync(stoppingToken);
                foreach (var name in made) LogMessages.IndexMade(log, name);
                foreach (var name in dropped) LogMessages.IndexDropped(log, name);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException)
            {
                // Readiness tells that the database is away; the next round is soon enough.
            }
        }
    }
}
