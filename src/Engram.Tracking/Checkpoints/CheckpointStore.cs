using System.Security.Cryptography;
using Engram.Numerics.Serialization;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Checkpoints;

/// <summary>Takes what a run keeps, and what it started from, into the record.</summary>
/// <remarks>Every method is one transaction under the run's fence and throws <see cref="LostRunException"/>, having written nothing, when the run is another's.</remarks>
/// <param name="database">The record.</param>
/// <param name="time">When checkpoints and transfers happen.</param>
public sealed class CheckpointStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Most bytes of a checkpoint: 256 MiB.</summary>
    public const int MostBytes = 256 << 20;

    /// <summary>Keeps bytes; the same bytes are stored once, however many checkpoints have them.</summary>
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
        var id = Guid.CreateVersion7(time.GetUtcNow());
        await SaveAsync(fence, id, kind, taskIndex, step, content, ct);
        return id;
    }

    /// <summary>Keeps bytes under an id that was given out before. Keeping the same checkpoint again changes nothing: a write whose answer got lost may be repeated.</summary>
    /// <inheritdoc cref="SaveAsync(RunFence, string, int?, long, ReadOnlyMemory{byte}, CancellationToken)"/>
    public async Task SaveAsync(RunFence fence, Guid id, string kind, int? taskIndex, long step, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        if (!Checkpoint.Kinds.Contains(kind))
        {
            throw new ArgumentException($"There is no kind of checkpoint '{kind}'. Known: {string.Join(", ", Checkpoint.Kinds)}.", nameof(kind));
        }
        if (content.Length > MostBytes)
        {
            throw new ArgumentException($"The checkpoint has {content.Length} bytes; at most {MostBytes} are kept. Save its parts as several checkpoints.", nameof(content));
        }
        var metadata = CheckpointMetadata.Of(content.Span).ToJson();
        var sha256 = SHA256.HashData(content.Span);

        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var study = await fence.HoldAsync(transaction, ct);
        await KeepBytesAsync(transaction, sha256, content, ct);
        try
        {
            await using var command = transaction.Statement("""
                insert into checkpoints (id, run_id, task_index, step, kind, sha256, size, metadata, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9)
                on conflict (id) do nothing
                """, id, fence.RunId, taskIndex, step, kind, sha256, (long)content.Length, metadata, time.GetUtcNow());
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.ForeignKeyViolation, ConstraintName: "fk_checkpoints_tasks_run_id_task_index" })
        {
            throw new ArgumentException($"Run {fence.RunId:N} has not begun a task {taskIndex}. Begin a task before keeping a checkpoint of it.", nameof(taskIndex), e);
        }
        await RunEvents.SendAsync(transaction, new(RunEventKind.Checkpoints, study, fence.RunId), ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Records that a task of the run started from a checkpoint. Recording it again changes nothing.</summary>
    /// <param name="fence">What the worker holds.</param>
    /// <param name="taskIndex">The task, which must have begun; null when the run has no tasks.</param>
    /// <param name="checkpoint">A checkpoint of a run that succeeded, or of an earlier task of this one.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="ArgumentException">The checkpoint or the task is not one that can be; says why.</exception>
    public async Task RecordTransferAsync(RunFence fence, int? taskIndex, Guid checkpoint, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var study = await fence.HoldAsync(transaction, ct);
        if (await FaultAsync(transaction, fence.RunId, taskIndex, checkpoint, ct) is { } fault) throw new ArgumentException(fault);
        await using (var command = transaction.Statement(
            "insert into transfers (run_id, task_index, checkpoint_id, created_at) values ($1, $2, $3, $4) on conflict do nothing",
            fence.RunId, taskIndex ?? Transfer.NoTask, checkpoint, time.GetUtcNow()))
        {
            await command.ExecuteNonQueryAsync(ct);
        }
        await RunEvents.SendAsync(transaction, new(RunEventKind.Checkpoints, study, fence.RunId), ct);
        await transaction.CommitAsync(ct);
    }

    // Bytes that nobody uses may be swept away at any time: the lock keeps those that are there until our checkpoint points to them.
    private static async Task KeepBytesAsync(NpgsqlTransaction transaction, byte[] sha256, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        while (true)
        {
            await using var known = transaction.Statement("select true from blobs where sha256 = $1 for key share", sha256);
            if (await known.ExecuteScalarAsync(ct) is not null) return;
            await using var insert = transaction.Statement(
                "insert into blobs (sha256, size, content) values ($1, $2, $3) on conflict do nothing", sha256, (long)content.Length, content);
            if (await insert.ExecuteNonQueryAsync(ct) == 1) return;
        }
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
