using System.Text;
using System.Text.Json;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Runs;

/// <summary>The sending side of events: part of the transaction that makes the change, so that nobody hears of what was rolled back.</summary>
public static class RunEvents
{
    /// <summary>The PostgreSQL channel.</summary>
    public const string Channel = "engram_events";

    // PostgreSQL refuses a payload of 8,000 bytes and more.
    private const int MaxPayload = 7_900;

    /// <summary>Sends an event when the transaction commits.</summary>
    /// <param name="transaction">The transaction that makes the change.</param>
    /// <param name="happened">What changed. Growth that would not fit into a notification is left out.</param>
    /// <param name="ct">Ends the wait.</param>
    public static Task SendAsync(NpgsqlTransaction transaction, RunEvent happened, CancellationToken ct) => SendAllAsync(transaction, [happened], ct);

    /// <summary>Sends events, in their order, when the transaction commits; in one round trip.</summary>
    internal static async Task SendAllAsync(NpgsqlTransaction transaction, IReadOnlyList<RunEvent> happened, CancellationToken ct)
    {
        if (happened.Count == 0) return;
        await using var command = await transaction.Statement(
            "select pg_notify($1, event) from unnest($2::text[]) as happened(event)", Channel, happened.Select(Write).ToArray()).PlannedOnceAsync(ct);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>An SQL expression that sends a <see cref="RunEventKind.State"/> event, for statements that move runs.</summary>
    /// <param name="row">Alias of a row with the columns of <c>runs</c>, as they are after the move.</param>
    public static string NotifyStateSql(string row) =>
        $"pg_notify('{Channel}', json_build_object('kind', 'state', 'study', {row}.study_id, 'run', {row}.id, 'state', {row}.state, 'attempt', {row}.attempt)::text)";

    internal static string Write(RunEvent happened)
    {
        var text = JsonSerializer.Serialize(happened, RunEventJson.Default.RunEvent);
        return Encoding.UTF8.GetByteCount(text) <= MaxPayload ? text
            : JsonSerializer.Serialize(happened with { Series = null, Doing = null }, RunEventJson.Default.RunEvent);
    }

    /// <summary>The event of a payload; null when it is none that this version knows.</summary>
    internal static RunEvent? Read(string payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, RunEventJson.Default.RunEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
