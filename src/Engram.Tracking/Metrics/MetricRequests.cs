using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Metrics;

/// <summary>Forgets numbers of writes that nobody will repeat any more.</summary>
/// <param name="database">The record.</param>
public sealed class MetricRequests(NpgsqlDataSource database)
{
    private const int MostAtOnce = 10_000;

    /// <summary>How long a write may be repeated under its number: a client that was without network for a week has its answer by then.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromDays(7);

    /// <summary>Forgets the numbers that are older than <see cref="Kept"/>, in small transactions.</summary>
    /// <returns>How many there were.</returns>
    public async Task<long> PruneAsync(CancellationToken ct)
    {
        var pruned = 0L;
        for (var some = MostAtOnce; some == MostAtOnce; pruned += some)
        {
            await using var command = database.Statement("""
                delete from metric_requests where ctid = any(array(
                  select ctid from metric_requests where received_at < now() - $1 order by received_at limit $2 for update skip locked))
                """, Kept, MostAtOnce);
            some = await command.ExecuteNonQueryAsync(ct);
        }
        return pruned;
    }
}
