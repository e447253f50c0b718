using System.Collections.Concurrent;

namespace Engram.Tracking.Search;

/// <summary>Which fields people sort and filter by, remembered until somebody writes it down.</summary>
/// <param name="time">When that was.</param>
/// <remarks>In memory: a search must not cost a write. At most some thousand fields are remembered; what is lost is asked for again.</remarks>
public sealed class IndexWishes(TimeProvider time)
{
    private const int MostRemembered = 4_096;
    private readonly ConcurrentDictionary<IndexedField, DateTimeOffset> _wishes = new();

    /// <summary>Remembers the fields of a query that an index would serve.</summary>
    public void Note(RunQuery query) => Note(IndexedField.Of(query));

    /// <summary>Remembers fields.</summary>
    public void Note(IEnumerable<IndexedField> fields)
    {
        foreach (var field in fields)
        {
            if (_wishes.Count < MostRemembered || _wishes.ContainsKey(field)) _wishes[field] = time.GetUtcNow();
        }
    }

    /// <summary>What was asked for since the last time, and when last.</summary>
    public IReadOnlyDictionary<IndexedField, DateTimeOffset> Take()
    {
        Dictionary<IndexedField, DateTimeOffset> taken = [];
        foreach (var field in _wishes.Keys)
        {
            if (_wishes.TryRemove(field, out var last)) taken[field] = last;
        }
        return taken;
    }
}
