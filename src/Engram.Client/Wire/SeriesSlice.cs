using Engram.Client.Buffering;

namespace Engram.Client.Wire;

/// <summary>Neighbouring points of a series.</summary>
internal readonly record struct SeriesSlice(SeriesColumns Of, int First, int Count)
{
    /// <summary>Divides series into requests of at most <paramref name="most"/> points each.</summary>
    public static IEnumerable<List<SeriesSlice>> Divide(IEnumerable<SeriesColumns> series, int most)
    {
        var (request, room) = (new List<SeriesSlice>(), most);
        foreach (var columns in series)
        {
            for (var first = 0; first < columns.Count;)
            {
                var count = Math.Min(room, columns.Count - first);
                request.Add(new(columns, first, count));
                (first, room) = (first + count, room - count);
                if (room > 0) continue;
                yield return request;
                (request, room) = ([], most);
            }
        }
        if (request.Count > 0) yield return request;
    }
}
