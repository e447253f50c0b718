using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Metrics;

/// <summary>One transaction for many writes, each with an outcome of its own.</summary>
internal static class GroupCommit
{
    /// <summary>Writes a group and tells each of its writes what came of it.</summary>
    /// <returns>Series that may be worth a compaction.</returns>
    /// <exception cref="Exception">Nothing was written, and nobody was told; or the connection was lost and it is not known.</exception>
    public static async Task<IReadOnlyList<long>> WriteAsync(NpgsqlDataSource database, IReadOnlyList<PendingWrite> group, CancellationToken ct)
    {
        List<(PendingWrite Write, Exception? Refusal, bool IsNew)> outcomes = [];
        IReadOnlyList<long> crowded = [];
        await using (var connection = await database.OpenConnectionAsync(ct))
        await using (var transaction = await connection.BeginTransactionAsync(ct))
        {
            var refusals = await HoldRunsAsync(transaction, [.. group.Where(write => write.Change is null).Select(write => write.Run).Distinct().Order()], ct);
            var refused = await ChangeAsync(transaction, [.. group.Where(write => write.Change is not null).OrderBy(write => write.Run)], ct);
            foreach (var write in group.Where(write => write.Change is null && refusals.ContainsKey(write.Run))) refused.Add(write, refusals[write.Run]);
            List<PendingWrite> sound = [.. group.Where(write => !refused.ContainsKey(write))];
            var numbers = await NumberAsync(transaction, sound, ct);
            // Of two writes under one number within the group the first one counts.
            List<PendingWrite> fresh = [.. sound.Where(write => write.Request is not { } number || numbers.Remove((write.Run, number)))];
            if (fresh.Exists(write => write.Points > 0))
            {
                var inserted = await PointInsertion.WriteAsync(transaction, [.. fresh.SelectMany(write => write.Series)], ct);
                await RunEvents.SendAllAsync(transaction, [.. inserted.Grown.Select(run => new RunEvent(RunEventKind.Series, null, run.Key) { Series = [.. run] })], ct);
                crowded = inserted.Crowded;
            }
            await transaction.CommitAsync(ct);
            var written = fresh.ToHashSet(ReferenceEqualityComparer.Instance);
            outcomes.AddRange(group.Select(write => (write, refused.GetValueOrDefault(write), written.Contains(write))));
        }

        foreach (var (write, refusal, isNew) in outcomes)
        {
            if (refusal is null) write.Succeed(isNew);
            else write.Fail(refusal);
        }
        return crowded;
    }

    /// <summary>Keeps the runs from being removed until the transaction ends; says which cannot be written to, and why.</summary>
    private static async Task<Dictionary<Guid, Exception>> HoldRunsAsync(NpgsqlTransaction transaction, Guid[] runs, CancellationToken ct)
    {
        HashSet<Guid> held = [];
        await using (var command = await transaction.Statement(
            "select id from runs where id = any($1) and study_id is null and deleted_at is null order by id for key share", runs).PlannedOnceAsync(ct))
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) held.Add(reader.GetGuid(0));
        }
        if (held.Count == runs.Length) return [];

        Dictionary<Guid, Exception> refusals = runs.Where(run => !held.Contains(run)).ToDictionary(run => run, run => (Exception)new RunNotFoundException(run));
        await using var look = transaction.Statement("select id, deleted_at is not null from runs where id = any($1)", refusals.Keys.ToArray());
        await using var found = await look.ExecuteReaderAsync(ct);
        while (await found.ReadAsync(ct))
        {
            var run = found.GetGuid(0);
            refusals[run] = found.GetBoolean(1) ? new DeletedRunException(run) : new StudyRunException(run);
        }
        return refusals;
    }

    /// <summary>Changes runs; says which changes are refused, of which nothing was written, and why.</summary>
    private static async Task<Dictionary<PendingWrite, Exception>> ChangeAsync(NpgsqlTransaction transaction, IReadOnlyList<PendingWrite> writes, CancellationToken ct)
    {
        Dictionary<PendingWrite, Exception> refused = new(ReferenceEqualityComparer.Instance);
        foreach (var write in writes)
        {
            try
            {
                await ExternalRuns.ChangeAsync(transaction, write.Run, write.Change! with { HasPoints = write.Points > 0 }, ct);
            }
            catch (Exception refusal) when (refusal is RunNotFoundException or DeletedRunException or WorkersRunException or OptionConflictException)
            {
                refused.Add(write, refusal);
            }
        }
        return refused;
    }

    /// <summary>Takes the numbers of writes; returns those that were free.</summary>
    private static async Task<HashSet<(Guid Run, long Number)>> NumberAsync(NpgsqlTransaction transaction, List<PendingWrite> writes, CancellationToken ct)
    {
        HashSet<(Guid Run, long Number)> free = [];
        var numbered = writes.Where(write => write.Request is not null).Select(write => (write.Run, Number: write.Request!.Value)).Distinct().ToList();
        if (numbered.Count == 0) return free;
        await using var command = await transaction.Statement("""
            insert into metric_requests (run_id, number, received_at)
            select run, number, now() from unnest($1::uuid[], $2::bigint[]) as given(run, number) order by run, number
            on conflict do nothing returning run_id, number
            """, numbered.Select(one => one.Run).ToArray(), numbered.Select(one => one.Number).ToArray()).PlannedOnceAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) free.Add((reader.GetGuid(0), reader.GetInt64(1)));
        return free;
    }
}
