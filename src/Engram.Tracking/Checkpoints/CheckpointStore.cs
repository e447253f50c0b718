using Engram.Numerics.Serialization;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Checkpoints;

/// <summary>Takes what a run keeps, and what it started from, into the record.</summary>
/// <remarks>A method that takes a fence is one transaction under it and throws <see cref="LostRunException"/>, having written nothing, when the run is another's.</remarks>
/// <param name="database">The record.</param>
/// <param name="time">When checkpoints and transfers happen.</param>
public sealed class CheckpointStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Most bytes of a checkpoint: 256 MiB.</summary>
    public const int MostBytes = 256 << 20;

    /// <summary>Keeps a checkpoint; the same bytes are stored once, however many checkpoints have them.</summary>
    /// <param name="fence">What the worker holds.</param>
    /// <param name="kind">One of <see cref="Checkpoint.Kinds"/>.</param>
    /// <param name="taskIndex">The task it was taken in, which must have begun; null outside tasks.</param>
    /// <param name="step">Step within the task after which it was taken.</param>
    /// <param name="content">A safetensors file of at most <see cref="MostBytes"/>.</param>
    /// <param name="ct">Ends the wait; nothing is kept then.</param>
    /// <returns>Id of the checkpoint.</returns>
    /// <exception cref="SafeTensorsFormatException">The bytes are not a safetensors file; says why.</exception>
    /// <exception cref="ArgumentException">Kind, task or size are not allowed.</exception>
    public async Task<Guid> SaveAsync(RunFence fence, string kind, int? taskIndex, long step, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var checkpoint = new NewCheckpoint(kind, taskIndex, step, content, time.GetUtcNow());
        await FencedTransaction.WriteAsync(database, fence, async record =>
        {
            await KeepBytesAsync(record, [checkpoint], ct);
            await SaveAsync(record, checkpoint, ct);
        }, ct);
        return checkpoint.Id;
    }

    /// <summary>Keeps the bytes of all checkpoints that a transaction is going to save, before it saves them.</summary>
    /// <param name="record">The transaction.</param>
    /// <param name="checkpoints">Any number; those whose bytes are there already cost little.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <remarks>
    /// All at once and in the order of their hashes: runs of one seed keep the same bytes at the same time, and two transactions that do
    /// then wait for each other but never in a circle.
    /// </remarks>
    public static async Task KeepBytesAsync(FencedTransaction record, IReadOnlyCollection<NewCheckpoint> checkpoints, CancellationToken ct)
    {
        Dictionary<string, NewCheckpoint> lacking = [];
        foreach (var checkpoint in checkpoints) lacking[Convert.ToHexString(checkpoint.Sha256)] = checkpoint;
        while (lacking.Count > 0)
        {
            // Bytes that nobody uses may be swept away at any time: the lock keeps those that are there until our checkpoints point to them.
            await StrikeOutAsync(record.Transaction.Statement("select sha256 from blobs where sha256 = any($1) order by sha256 for key share", [Hashes()]));
            if (lacking.Count == 0) return;
            await StrikeOutAsync(record.Transaction.Statement("""
                insert into blobs (sha256, size, content)
                select sha256, size, content from unnest($1::bytea[], $2::bigint[], $3::bytea[]) as kept(sha256, size, content) order by sha256
                on conflict do nothing returning sha256
                """, Hashes(), Column(checkpoint => (long)checkpoint.Content.Length), Column(checkpoint => checkpoint.Content)));
        }

        byte[][] Hashes() => Column(checkpoint => checkpoint.Sha256);

        TValue[] Column<TValue>(Func<NewCheckpoint, TValue> value) => [.. lacking.Values.Select(value)];

        async Task StrikeOutAsync(NpgsqlCommand command)
        {
            await using var disposed = command;
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) lacking.Remove(Convert.ToHexString(reader.GetFieldValue<byte[]>(0)));
        }
    }

    /// <summary>Saves a checkpoint whose bytes were kept in the same transaction (<see cref="KeepBytesAsync"/>).</summary>
    /// <param name="record">The transaction.</param>
    /// <param name="checkpoint">The checkpoint. Saving it again changes nothing: a write whose answer got lost may be repeated.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="ArgumentException">Its task has not begun. The transaction cannot be committed any more.</exception>
    public static async Task SaveAsync(FencedTransaction record, NewCheckpoint checkpoint, CancellationToken ct)
    {
        var run = record.Fence.RunId;
        try
        {
            await using var command = record.Transaction.Statement("""
                insert into checkpoints (id, run_id, task_index, step, kind, sha256, size, metadata, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9)
                on conflict (id) do nothing
                """, checkpoint.Id, run, checkpoint.TaskIndex, checkpoint.Step, checkpoint.Kind, checkpoint.Sha256, (long)checkpoint.Content.Length, checkpoint.Metadata, checkpoint.TakenAt);
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.ForeignKeyViolation, ConstraintName: "fk_checkpoints_tasks_run_id_task_index" })
        {
            throw new ArgumentException($"Run {run:N} has not begun a task {checkpoint.TaskIndex}. Begin a task before keeping a checkpoint of it.", nameof(checkpoint), e);
        }
        record.Tell(RunEventKind.Checkpoints);
    }

    /// <summary>Records that a task of the run started from a checkpoint. Recording it again changes nothing.</summary>
    /// <param name="fence">What the worker holds.</param>
    /// <param name="taskIndex">The task, which must have begun; null when the run has no tasks.</param>
    /// <param name="checkpoint">A checkpoint of a run that succeeded, or of an earlier task of this one.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="ArgumentException">The checkpoint or the task is not one that can be; says why.</exception>
    public Task RecordTransferAsync(RunFence fence, int? taskIndex, Guid checkpoint, CancellationToken ct) =>
        FencedTransaction.WriteAsync(database, fence, record => RecordTransferAsync(record, taskIndex, checkpoint, ct), ct);

    /// <inheritdoc cref="RecordTransferAsync(RunFence, int?, Guid, CancellationToken)"/>
    public async Task RecordTransferAsync(FencedTransaction record, int? taskIndex, Guid checkpoint, CancellationToken ct)
    {
        if (await FaultAsync(record.Transaction, record.Fence.RunId, taskIndex, checkpoint, ct) is { } fault) throw new ArgumentException(fault);
        await using var command = record.Transaction.Statement(
            "insert into transfers (run_id, task_index, checkpoint_id, created_at) values ($1, $2, $3, $4) on conflict do nothing",
            record.Fence.RunId, taskIndex ?? Transfer.NoTask, checkpoint, time.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
        record.Tell(RunEventKind.Checkpoints);
    }

    private static async Task<string?> FaultAsync(NpgsqlTransaction transaction, Guid run, int? taskIndex, Guid checkpoint, CancellationToken ct)
    {
        await using var command = transaction.Statement("""
            select c.run_id, c.task_index, r.state, exists (select from tasks where run_id = $2 and index = $3)
            from checkpoints c join runs r on r.id = c.run_id where c.id = $1 for key share of c
            """, checkpoint, run, taskIndex);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return $"There is no checkpoint {checkpoint:N} to start from.";
        if (taskIndex is not null && !reader.GetBoolean(3))
        {
            return $"Run {run:N} has not begun a task {taskIndex}. Begin a task before recording what it started from.";
        }
        if (reader.GetGuid(0) != run)
        {
            return reader.GetString(2) == "succeeded" ? null
                : $"Checkpoint {checkpoint:N} belongs to run {reader.GetGuid(0):N}, which is {reader.GetString(2)}. "
                    + "Start from runs that succeeded: others may be run again.";
        }
        int? takenIn = reader.IsDBNull(1) ? null : reader.GetInt32(1);
        return taskIndex is not null && (takenIn ?? Transfer.NoTask) < taskIndex ? null
            : $"Checkpoint {checkpoint:N} was taken in {(takenIn is null ? "this run" : $"task {takenIn} of this run")}; "
                + "only a later task of the run can start from it.";
    }
}
