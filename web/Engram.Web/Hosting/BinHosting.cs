using System.Globalization;
using Engram.Tracking.Archives;
using Engram.Tracking.Checkpoints;
using Engram.Tracking.Deletions;
using Npgsql;

namespace Engram.Web.Hosting;

/// <summary>How long things stay in the bin.</summary>
/// <param name="For">Null: until somebody empties it.</param>
internal sealed record BinKeeping(TimeSpan? For);

/// <summary>The bin as a service, and what empties it.</summary>
internal static class BinHosting
{
    private const int Days = 30;

    /// <summary>Keeps things for <c>Bin__KeepDays</c>, 30 by default; <c>never</c> leaves emptying it to people.</summary>
    /// <exception cref="StartUpException">It is no number of days.</exception>
    public static void AddBin(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(Read(builder.Configuration["Bin:KeepDays"]));
        builder.Services.AddSingleton<Deletion>();
        builder.Services.AddSingleton<Restoration>();
        builder.Services.AddSingleton<BinReader>();
        builder.Services.AddSingleton<BinPurge>();
        builder.Services.AddSingleton<CheckpointRemoval>();
        builder.Services.AddSingleton<ProjectExport>();
        builder.Services.AddSingleton<ProjectImport>();
        builder.Services.AddHostedService<EmptiedBin>();
    }

    /// <summary>Reads the setting.</summary>
    public static BinKeeping Read(string? setting) => setting switch
    {
        null or "" => new(TimeSpan.FromDays(Days)),
        "never" => new((TimeSpan?)null),
        _ when int.TryParse(setting, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= 36_500 => new(TimeSpan.FromDays(days)),
        _ => throw new StartUpException($"Bin__KeepDays is '{setting}'; write a number of days from 0 to 36500, or never."),
    };
}

/// <summary>Empties the bin of what has been in it long enough, now and then; and finishes deletions that were interrupted.</summary>
internal sealed class EmptiedBin(BinKeeping keeping, BinPurge purge, Deletion deletion, TimeProvider time, ILogger<EmptiedBin> log) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pace = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = First; !stoppingToken.IsCancellationRequested; pause = Pace)
        {
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested) return;
            try
            {
                await deletion.FinishAsync(stoppingToken);
                if (keeping.For is { } kept && await purge.PurgeAsync(time.GetUtcNow() - kept, null, stoppingToken) is { IsNothing: false } gone)
                {
                    LogMessages.Purged(log, gone.Runs, gone.Studies, gone.Projects);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed) when (failed is NpgsqlException or IOException)
            {
                // The database is away, or a disk is full: it goes on from there the next time.
                LogMessages.PurgeInterrupted(log, failed.Message);
            }
        }
    }
}
