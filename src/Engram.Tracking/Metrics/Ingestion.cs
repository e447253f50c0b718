using System.Threading.Channels;
using Engram.Tracking.Runs;
using Npgsql;

namespace Engram.Tracking.Metrics;

/// <summary>Takes the points of external runs into the record, and what is said of the runs in the same breath, from any door, in groups.</summary>
/// <remarks>
/// <para>
/// Whoever calls sorts, sums up and encodes its points itself; then the write waits in one of a few lanes. A lane takes all that waits and commits
/// it in one transaction, so the busier it gets, the larger its groups are and the less a write costs. A run always has the same lane: its writes keep their
/// order and never wait for each other's locks.
/// </para>
/// <para>
/// Guarantee: a write that returned is committed, and one with a number is in the record once, however often it was repeated and whatever died
/// meanwhile: its number is committed with its points. What fails in a group fails alone.
/// </para>
/// <para>A caller must not hold a lock on the run's row while it waits: it might wait for itself.</para>
/// </remarks>
public sealed class Ingestion : IAsyncDisposable
{
    private const int MostCrowded = 16_384;

    private readonly IngestionLane[] _lanes;

    // What has no room is told again when the series has grown on.
    private readonly Channel<long> _crowded = Channel.CreateBounded<long>(new BoundedChannelOptions(MostCrowded) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Opens the lanes; each takes a connection while it has something to write.</summary>
    /// <param name="database">The record.</param>
    /// <param name="limits">How much may wait; by default <see cref="IngestionLimits"/> as it is.</param>
    public Ingestion(NpgsqlDataSource database, IngestionLimits? limits = null)
    {
        Limits = limits ?? new();
        _lanes = [.. Enumerable.Range(0, Limits.Lanes).Select(_ => new IngestionLane(database, Limits, _crowded.Writer))];
    }

    /// <summary>How much may wait.</summary>
    public IngestionLimits Limits { get; }

    /// <summary>Series that may have many small chunks, as they come to be so: for <see cref="ChunkCompaction"/>.</summary>
    public ChannelReader<long> Crowded => _crowded.Reader;

    /// <summary>Writes points of an external run; the series move on, search learns of them, and listeners hear it.</summary>
    /// <param name="run">An external run that is not deleted.</param>
    /// <param name="request">A number that the client gives each of its writes to this run once; a write that is repeated under its number does nothing. Null writes always.</param>
    /// <param name="batches">Any number; several of one series count in their order. Every distinct (step, time, value) is kept.</param>
    /// <param name="ct">Ends the wait, not the write: it may yet be committed.</param>
    /// <returns>True when the points were written now, false when a write with this number had been.</returns>
    /// <exception cref="IngestionFullException">Too much waits already; nothing was written, ask again a little later.</exception>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    /// <exception cref="DeletedRunException">It is in the bin.</exception>
    /// <exception cref="StudyRunException">It belongs to a study, and a worker records it.</exception>
    /// <exception cref="ArgumentException">A task index is not one of the run's tasks.</exception>
    /// <exception cref="NpgsqlException">The database is away. Whether the points are written is not known: repeat the write under its number.</exception>
    /// <remarks>O(points) here, to sort and encode them; then the wait for a commit.</remarks>
    public Task<bool> WriteAsync(Guid run, long? request, IReadOnlyList<SeriesBatch> batches, CancellationToken ct)
    {
        LaneOf(run).RequireRoom();
        return LaneOf(run).Enqueue(new(run, request, SeriesWrite.Of(run, batches, lastOfEachStep: false))).WaitAsync(ct);
    }

    /// <summary>Changes a run and writes points of it: all of it, or nothing.</summary>
    /// <param name="run">An external run; one of a study takes what its worker does not say, and no points.</param>
    /// <param name="change">What changes.</param>
    /// <param name="batches">Any number, as above.</param>
    /// <param name="ct">Ends the wait, not the write: it may yet be committed.</param>
    /// <exception cref="IngestionFullException">Too much waits already; nothing was written, ask again a little later.</exception>
    /// <inheritdoc cref="ExternalRuns.ChangeAsync" path="/exception"/>
    public Task ChangeAsync(Guid run, ExternalRunChange change, IReadOnlyList<SeriesBatch> batches, CancellationToken ct)
    {
        LaneOf(run).RequireRoom();
        return LaneOf(run).Enqueue(new(run, null, SeriesWrite.Of(run, batches, lastOfEachStep: false), change)).WaitAsync(ct);
    }

    /// <summary>True when a write to this run would be refused right now; for asking before its body is read.</summary>
    public bool IsFull(Guid run) => LaneOf(run).IsFull;

    /// <summary>Commits what waits and closes the lanes.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes) await lane.DisposeAsync();
    }

    private IngestionLane LaneOf(Guid run) => _lanes[(uint)run.GetHashCode() % (uint)_lanes.Length];
}
