using System.Globalization;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Web.Api.Workers;
using Npgsql;

namespace Engram.Web.Hosting;

/// <summary>Takes runs from lost workers while no worker is alive to do so, so that a run does not stand there as running with nobody behind it.</summary>
/// <remarks>A slow net: workers do this for each other, and sooner. Any number of web hosts may do it at once.</remarks>
internal sealed class LostRuns(IServiceScopeFactory scopes, RunReaper reaper, TimeProvider time, ILogger<LostRuns> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    /// <summary><c>Runs:MaxLosses</c>, the setting of the workers, which refuse to start with an impossible one.</summary>
    public static int MaxLosses(IConfiguration configuration) =>
        int.TryParse(configuration["Runs:MaxLosses"], NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most is >= 1 and <= RunReaper.MostMaxLosses
            ? most : RunReaper.DefaultMaxLosses;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pace, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await ReapAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception away) when (away is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException })
            {
                // Readiness tells that the database is away; the next round is soon enough.
            }
        }
    }

    private async Task ReapAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (await WorkersApi.SlotsAsync(scope.ServiceProvider.GetRequiredService<EngramDb>(), ct) > 0) return;
        foreach (var run in await reaper.ReapAsync(ct)) LogMessages.Reaped(log, run.RunId, run.Worker, run.Attempt, run.State);
    }
}
