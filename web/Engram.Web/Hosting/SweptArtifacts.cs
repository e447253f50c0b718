using Engram.Tracking.Artifacts;
using Npgsql;

namespace Engram.Web.Hosting;

/// <summary>Lets go of artifact content that nobody refers to any more, once an hour.</summary>
/// <remarks>Any number of web hosts may do it at once.</remarks>
internal sealed class SweptArtifacts(ArtifactSweep sweep, TimeProvider time, ILogger<SweptArtifacts> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(Pace, time);
        try
        {
            while (await clock.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await sweep.SweepAsync(stoppingToken);
                }
                catch (Exception away) when (away is NpgsqlException or IOException or UnauthorizedAccessException)
                {
                    LogMessages.SweepFailed(log, away.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; whatever is left is swept the next time.
        }
    }
}
