using Engram.Tracking.Metrics;
using Npgsql;

namespace Engram.Web.Hosting;

/// <summary>What the record of points needs in the background: small chunks joined, large summaries made anew, old request numbers forgotten.</summary>
/// <remarks>Any number of web hosts may do it at once. Nothing depends on it being in time: reading is only slower, and search a little behind, until it is done.</remarks>
internal sealed class PointUpkeep(
    Ingestion ingestion, ChunkCompaction compaction, SummaryRefresh summaries, MetricRequests requests, TimeProvider time, ILogger<PointUpkeep> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PruningPace = TimeSpan.FromHours(1);

    // Of ten seconds upkeep takes at most one, however much there is to do.
    private const int Share = 10;

    private DateTimeOffset _pruned = DateTimeOffset.MinValue;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rest = Pace;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(rest, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var begun = time.GetTimestamp();
            try
            {
                await summaries.RunAsync(stoppingToken);
                await CompactAsync(stoppingToken);
                if (time.GetUtcNow() - _pruned >= PruningPace)
                {
                    await requests.PruneAsync(stoppingToken);
                    _pruned = time.GetUtcNow();
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception away) when (away is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException })
            {
                // Readiness tells that the database is away; what was to be compacted is told again as it grows on.
                LogMessages.UpkeepInterrupted(log, away.Message);
            }
            var worked = time.GetElapsedTime(begun) * Share;
            rest = worked > Pace ? worked : Pace;
        }
    }

    private async Task CompactAsync(CancellationToken ct)
    {
        List<long> crowded = [];
        while (crowded.Count < 1_024 && ingestion.Crowded.TryRead(out var series)) crowded.Add(series);
        if (crowded.Count > 0) await compaction.CompactAsync(crowded, ct);
    }
}
