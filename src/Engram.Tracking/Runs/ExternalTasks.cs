using Engram.Tracking.Metrics;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Runs;

/// <summary>The tasks of external runs: a client names them, and one that is not there yet begins.</summary>
/// <param name="database">The record.</param>
public sealed class ExternalTasks(NpgsqlDataSource database)
{
    /// <summary>Longest name of a task, in characters.</summary>
    public const int LongestName = 200;

    /// <summary>Finds tasks by name, and begins those that are not there yet, in their order.</summary>
    /// <param name="run">An external run that is not deleted.</param>
    /// <param name="tasks">Names, none twice, and the largest step that is about to be recorded in each.</param>
    /// <param name="ct">Ends the wait; nothing has begun then.</param>
    /// <returns>Name → index.</returns>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    /// <exception cref="DeletedRunException">It is in the bin.</exception>
    /// <exception cref="StudyRunException">It belongs to a study, whose worker begins its tasks.</exception>
    /// <remarks>
    /// A task begins behind the points that the task before it has by then. Points that come late for that one may reach beyond: they are kept, and overlap where tasks are drawn one after the other.
    /// </remarks>
    public async Task<IReadOnlyDictionary<string, int>> BeginAsync(Guid run, IReadOnlyList<(string Name, long LastStep)> tasks, CancellationToken ct)
    {
        var known = await FindAsync(run, ct);
        List<(string Name, long LastStep)> lacking = [.. tasks.Where(task => !known.ContainsKey(task.Name))];
        if (lacking.Count == 0) return known;

        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await HoldAsync(transaction, run, ct);
        var begun = await LastAsync(transaction, run, ct);
        var (index, first) = begun is { } last ? (last.Index + 1, After(last.FirstStep, last.LastStep)) : (0, 0L);
        foreach (var (name, lastStep) in lacking)
        {
            await using var begin = transaction.Statement("""
                with ended as (update tasks set last_step = $4 - 1 where run_id = $1 and index = $2 - 1 and first_step <= $4)
                insert into tasks (run_id, index, name, first_step) values ($1, $2, $3, $4) on conflict (run_id, name) do nothing
                """, run, index, name, first);
            if (await begin.ExecuteNonQueryAsync(ct) == 0) continue; // Another one began it meanwhile.
            (index, first) = (index + 1, After(first, lastStep));
        }
        await RunEvents.SendAsync(transaction, new(RunEventKind.Tasks, null, run), ct);
        await transaction.CommitAsync(ct);
        return await FindAsync(run, ct);
    }

    /// <summary>What is wrong with the name of a task, or null.</summary>
    public static string? Fault(string name) => name.Length is 0 or > LongestName || string.IsNullOrWhiteSpace(name) || SeriesBatch.Fault(name) is not null
        ? $"A task has a name of 1 to {LongestName} printable characters." : null;

    private async Task<Dictionary<string, int>> FindAsync(Guid run, CancellationToken ct)
    {
        await using var command = database.Statement("select name, index from tasks where run_id = $1", run);
        Dictionary<string, int> found = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) found.Add(reader.GetString(0), reader.GetInt32(1));
        return found;
    }

    // Two clients that begin tasks of one run wait for each other here.
    private static async Task HoldAsync(NpgsqlTransaction transaction, Guid run, CancellationToken ct)
    {
        await using var command = transaction.Statement("select study_id is null, deleted_at is null from runs where id = $1 for no key update", run);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) throw new RunNotFoundException(run);
        if (!reader.GetBoolean(0)) throw new StudyRunException(run);
        if (!reader.GetBoolean(1)) throw new DeletedRunException(run);
    }

    private static async Task<(int Index, long FirstStep, long LastStep)?> LastAsync(NpgsqlTransaction transaction, Guid run, CancellationToken ct)
    {
        await using var command = transaction.Statement("""
            select t.index, t.first_step, coalesce((select max(s.last_step) from series s where s.run_id = $1 and s.task_index = t.index and s.count > 0), -1)
            from tasks t where t.run_id = $1 order by t.index desc limit 1
            """, run);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2)) : null;
    }

    // Steps below zero do not move the next task back, and what would lie beyond the largest step there is lies at it.
    private static long After(long first, long last) => last < 0 ? first : (long)Int128.Min((Int128)first + last + 1, long.MaxValue);
}
