using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Runs;

/// <summary>Announces committed runs that nobody announced, or whose announcement was lost.</summary>
/// <remarks>
/// Whoever submits commits first and announces second, and may die in between. What was announced is remembered here, in memory,
/// not on the row: touching a row that workers are about to claim makes them skip it. One that forgets announces twice, which is allowed.
/// </remarks>
/// <param name="database">The record.</param>
/// <param name="transport">Carries the announcements.</param>
/// <param name="time">For the age of announcements.</param>
public sealed class RunReconciler(NpgsqlDataSource database, IRunTransport transport, TimeProvider time)
{
    // The head of the queue: what stands behind comes into view as the head is claimed.
    private const int Head = 1_000;
    private static readonly TimeSpan Repeat = TimeSpan.FromSeconds(30);
    private readonly Dictionary<Guid, DateTimeOffset> _announced = [];

    /// <summary>Announces the runs at the head of the queue that were submitted over a second ago and not announced from here in the last 30 s.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ReconcileAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        List<Guid> waiting = [];
        await using (var command = database.Statement("""
            select id from runs
            where state = 'queued' and deleted_at is null and study_id is not null and submitted_at < now() - interval '1 second'
            order by priority desc, submitted_at, position, id limit $1
            """, Head))
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) waiting.Add(reader.GetGuid(0));
        }

        foreach (var gone in _announced.Keys.Except(waiting).ToList()) _announced.Remove(gone);
        List<RunTicket> news = [.. waiting.Where(id => !_announced.TryGetValue(id, out var at) || now - at >= Repeat).Select(id => new RunTicket(id))];
        await transport.AnnounceAsync(news, ct);
        foreach (var ticket in news) _announced[ticket.RunId] = now;
        return news.Count;
    }
}
