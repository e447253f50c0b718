using Npgsql;

namespace Engram.Tracking.Search;

/// <summary>Makes indexes for the fields people sort and filter by, where there are so many runs that reading them all is felt, and drops those nobody asks for.</summary>
/// <param name="database">The record.</param>
/// <param name="wishes">What was asked for.</param>
/// <param name="time">When.</param>
/// <remarks>
/// Indexes are made <c>concurrently</c>: nobody waits, neither who writes nor who reads. Every one of them makes writing dearer, which is
/// why there are few, and none where no project is large.
/// </remarks>
public sealed class SortIndexes(NpgsqlDataSource database, IndexWishes wishes, TimeProvider time)
{
    /// <summary>A project with fewer runs is read as a whole in less than 50 ms.</summary>
    public const int LargeProject = 50_000;

    /// <summary>There are never more indexes than this.</summary>
    public const int Most = 24;

    /// <summary>One that nobody asked for in this time is dropped.</summary>
    public static readonly TimeSpan Unused = TimeSpan.FromDays(30);

    // The one who holds it tends the indexes; two programs at once would make the same one.
    private const long Lock = 0x456e_6772_616d_0010;

    /// <summary>Writes down what was wished for, makes what is worth it, and drops what is not asked for any more.</summary>
    /// <param name="ct">Ends the wait; an index that is half made is made anew the next time.</param>
    /// <param name="large">From how many runs on a project is large.</param>
    /// <returns>The indexes that were made and those that were dropped.</returns>
    public async Task<(IReadOnlyList<string> Made, IReadOnlyList<string> Dropped)> TendAsync(CancellationToken ct, int large = LargeProject)
    {
        var wished = wishes.Take();
        await using var connection = await database.OpenConnectionAsync(ct);
        if (wished.Count > 0) await NoteAsync(connection, wished, ct);
        if (!await HasWorkAsync(connection, ct) || !(bool)(await ScalarAsync(connection, "select pg_try_advisory_lock($1)", ct, Lock))!) return ([], []);
        try
        {
            var dropped = await DropUnusedAsync(connection, ct);
            return (await IsLargeAsync(connection, large, ct) ? await MakeAsync(connection, ct) : [], dropped);
        }
        finally
        {
            await ScalarAsync(connection, "select pg_advisory_unlock($1)", CancellationToken.None, Lock);
        }
    }

    // Keys that a database cannot hold were refused when the filter was read.
    private static async Task NoteAsync(NpgsqlConnection connection, IReadOnlyDictionary<IndexedField, DateTimeOffset> wished, CancellationToken ct) => await ScalarAsync(connection, """
        insert into sort_indexes (kind, key, aggregate, name, state, last_used_at)
        select kind, key, aggregate, 'ix_by_' || replace(gen_random_uuid()::text, '-', ''), 'wanted', at
        from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) as wished(kind, key, aggregate, at)
        order by kind, key, aggregate
        on conflict (kind, key, aggregate) do update set last_used_at = greatest(sort_indexes.last_used_at, excluded.last_used_at)
        """, ct, wished.Keys.Select(field => field.Kind).ToArray(), wished.Keys.Select(field => field.Key).ToArray(), wished.Keys.Select(field => field.Aggregate).ToArray(), wished.Values.ToArray());

    private async Task<bool> HasWorkAsync(NpgsqlConnection connection, CancellationToken ct) =>
        (bool)(await ScalarAsync(connection, "select exists (select from sort_indexes where state = 'wanted' or last_used_at < $1)", ct, time.GetUtcNow() - Unused))!;

    private static async Task<bool> IsLargeAsync(NpgsqlConnection connection, int large, CancellationToken ct) => (bool)(await ScalarAsync(
        connection, "select exists (select from projects p where (select count(*) from (select from runs r where r.project_id = p.id limit $1) few) >= $1)", ct, large))!;

    private async Task<List<string>> DropUnusedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        List<string> dropped = [];
        foreach (var (id, name, _) in await ListAsync(connection, "last_used_at < $1", ct, time.GetUtcNow() - Unused))
        {
            await ScalarAsync(connection, $"drop index concurrently if exists {name}", ct);
            await ScalarAsync(connection, "delete from sort_indexes where id = $1", ct, id);
            dropped.Add(name);
        }
        return dropped;
    }

    private static async Task<List<string>> MakeAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        List<string> made = [];
        var room = Most - (int)(long)(await ScalarAsync(connection, "select count(*) from sort_indexes where state = 'ready'", ct))!;
        // What was asked for last is asked for next.
        foreach (var (id, name, field) in (await ListAsync(connection, "state = 'wanted'", ct)).Take(Math.Max(0, room)))
        {
            var ready = await TryMakeAsync(connection, name, field, ct);
            await ScalarAsync(connection, "update sort_indexes set state = $2 where id = $1", ct, id, ready ? "ready" : "failed");
            if (ready) made.Add(name);
        }
        return made;
    }

    private static async Task<bool> TryMakeAsync(NpgsqlConnection connection, string name, IndexedField field, CancellationToken ct)
    {
        try
        {
            // One that was half made when a program died is there, and is not valid.
            await ScalarAsync(connection, $"drop index concurrently if exists {name}", ct);
            var definition = (string)(await ScalarAsync(connection, field.DefinitionSql(name), ct, field.Key, field.Aggregate))!;
            await ScalarAsync(connection, definition, ct);
            // Only then does the planner know how the values are spread.
            await ScalarAsync(connection, $"analyze {field.Table}", ct);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is not (PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.AdminShutdown))
        {
            await ScalarAsync(connection, $"drop index concurrently if exists {name}", ct);
            return false;
        }
    }

    private static async Task<List<(long Id, string Name, IndexedField Field)>> ListAsync(NpgsqlConnection connection, string which, CancellationToken ct, params object[] values)
    {
        await using var command = Command(connection, $"select id, name, kind, key, aggregate from sort_indexes where {which} order by last_used_at desc, id", values);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<(long, string, IndexedField)> list = [];
        while (await reader.ReadAsync(ct)) list.Add((reader.GetInt64(0), reader.GetString(1), new(reader.GetString(2), reader.GetString(3), reader.GetString(4))));
        return list;
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteScalarAsync(ct);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
        // Making an index of a million runs takes its time.
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}
