using Engram.Tracking.Metrics;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Archives;

/// <summary>Points of a run from CSV into chunks, in constant memory.</summary>
/// <param name="archive">The archive.</param>
/// <param name="transaction">All of it, or nothing.</param>
internal sealed class PointImport(ArchiveReader archive, NpgsqlTransaction transaction)
{
    private const int ChunksAtOnce = 256;

    private readonly List<long> _steps = [];
    private readonly List<long> _times = [];
    private readonly List<double> _values = [];
    private readonly List<PlacedChunk> _chunks = [];
    private readonly Dictionary<long, int> _next = [];

    /// <summary>Takes in the points of a run whose series are there.</summary>
    /// <returns>How many.</returns>
    public async Task<long> TakeAsync(Guid run, CancellationToken ct)
    {
        var path = $"{ArchiveManifest.Series}{run:N}.csv";
        var series = await SeriesAsync(run, ct);
        _next.Clear();
        var (points, current, head) = (0L, 0L, false);
        await foreach (var line in archive.LinesAsync(path).WithCancellation(ct))
        {
            if (!head)
            {
                head = line == SeriesCsv.Head ? true : throw new ArchiveException($"{path} does not begin with '{SeriesCsv.Head}'.");
                continue;
            }
            if (!SeriesCsv.TryRead(line, out var point)) throw new ArchiveException($"{path} has a line that is no point: {(line.Length <= 100 ? line : line[..100])}");
            if (!series.TryGetValue((point.Key, point.Task ?? -1), out var id)) throw new ArchiveException($"{path} has points of a series that the archive does not have: '{point.Key}'.");
            // A chunk is sorted; what came late begins another, so that its place among the chunks still says that it came later.
            if (id != current || _steps.Count == MetricStore.ChunkLength || (_steps.Count > 0 && point.Step < _steps[^1])) await CutAsync(current, ct);
            current = id;
            _steps.Add(point.Step);
            _times.Add(point.Time);
            _values.Add(point.Value);
            points++;
        }
        await CutAsync(current, ct);
        await FlushAsync(ct);
        return points;
    }

    private async Task CutAsync(long series, CancellationToken ct)
    {
        if (_steps.Count == 0) return;
        foreach (var chunk in EncodedChunk.Split(new([.. _steps], [.. _times], [.. _values])))
        {
            _next[series] = _next.GetValueOrDefault(series) + 1;
            _chunks.Add(new(series, _next[series] - 1, chunk));
        }
        _steps.Clear();
        _times.Clear();
        _values.Clear();
        if (_chunks.Count >= ChunksAtOnce) await FlushAsync(ct);
    }

    private async Task FlushAsync(CancellationToken ct)
    {
        if (_chunks.Count > 0) await EncodedChunk.CopyAsync(transaction.Connection!, _chunks, ct);
        _chunks.Clear();
    }

    private async Task<Dictionary<(string, int), long>> SeriesAsync(Guid run, CancellationToken ct)
    {
        await using var command = transaction.Statement("select key, coalesce(task_index, -1), id from series where run_id = $1", run);
        Dictionary<(string, int), long> series = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) series.Add((reader.GetString(0), reader.GetInt32(1)), reader.GetInt64(2));
        return series;
    }
}
