using System.Threading.Channels;
using Npgsql;

namespace Engram.Tracking.Metrics;

/// <summary>Writes that wait, and the loop that commits them in groups: whatever waits when the group before is committed.</summary>
internal sealed class IngestionLane : IAsyncDisposable
{
    private const int MostTries = 5;

    private readonly NpgsqlDataSource _database;
    private readonly IngestionLimits _limits;
    private readonly ChannelWriter<long> _crowded;
    private readonly Channel<PendingWrite> _waiting = Channel.CreateUnbounded<PendingWrite>(new() { SingleReader = true });
    private readonly Task _loop;
    private long _points;
    private int _writes;

    public IngestionLane(NpgsqlDataSource database, IngestionLimits limits, ChannelWriter<long> crowded)
    {
        (_database, _limits, _crowded) = (database, limits, crowded);
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>True when nothing more is taken for now.</summary>
    public bool IsFull => Volatile.Read(ref _writes) >= _limits.MaxWaitingWrites || Volatile.Read(ref _points) >= _limits.MaxWaitingPoints;

    /// <summary>Refuses when the lane is full.</summary>
    /// <exception cref="IngestionFullException">It is.</exception>
    public void RequireRoom()
    {
        if (IsFull) throw new IngestionFullException(_limits.RetryAfter);
    }

    /// <summary>Puts a write in; its task ends once it is committed.</summary>
    /// <exception cref="IngestionFullException">The lane is full.</exception>
    /// <exception cref="ObjectDisposedException">The lane is closed.</exception>
    public Task<bool> Enqueue(PendingWrite write)
    {
        // Counted first, so that many at once cannot overfill it.
        var (writes, points) = (Interlocked.Increment(ref _writes), Interlocked.Add(ref _points, write.Points));
        var fits = writes <= _limits.MaxWaitingWrites && (points <= _limits.MaxWaitingPoints || points == write.Points);
        if (fits && _waiting.Writer.TryWrite(write)) return write.Done;
        Leave(write);
        ObjectDisposedException.ThrowIf(fits, this);
        throw new IngestionFullException(_limits.RetryAfter);
    }

    /// <summary>Commits what waits, then ends the loop.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop;
    }

    private async Task LoopAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            List<PendingWrite> group = [];
            while (group.Count < _limits.MaxGroup && _waiting.Reader.TryRead(out var write)) group.Add(write);
            await CommitAsync(group);
            group.ForEach(Leave);
        }
    }

    private async Task CommitAsync(List<PendingWrite> group)
    {
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    foreach (var series in await GroupCommit.WriteAsync(_database, group, CancellationToken.None)) _crowded.TryWrite(series);
                    return;
                }
                catch (PostgresException e) when (attempt < MostTries && e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
                {
                    // Rolled back for certain: the same again changes nothing twice.
                }
            }
        }
        catch (Exception e) when (group.Count > 1 && IsOfOneWrite(e))
        {
            // One of them is to blame, and only that one is to fail.
            foreach (var write in group) await CommitAsync([write]);
        }
        catch (Exception e)
        {
            group.ForEach(write => write.Fail(e));
        }
    }

    // An error that the server or we found in what was to be written, in contrast to a server that is away.
    private static bool IsOfOneWrite(Exception error) => error is ArgumentException or PostgresException { IsTransient: false };

    private void Leave(PendingWrite write)
    {
        Interlocked.Decrement(ref _writes);
        Interlocked.Add(ref _points, -write.Points);
    }
}
