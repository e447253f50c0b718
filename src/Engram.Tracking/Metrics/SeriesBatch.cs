using System.Buffers;
using System.Text;

namespace Engram.Tracking.Metrics;

/// <summary>Points on their way into a series.</summary>
public sealed record SeriesBatch
{
    /// <summary>Longest metric key, in characters.</summary>
    public const int LongestKey = 250;

    /// <summary>Points of one metric of a run.</summary>
    /// <param name="key">Metric key, 1 to 250 characters.</param>
    /// <param name="taskIndex">The task of the run it belongs to, which must have begun; null for a metric of the whole run.</param>
    /// <param name="points">At least one, in the order they were recorded: of two with the same step the one with the greater time counts, then the later one.</param>
    /// <exception cref="ArgumentException">The key or the points are not allowed; says why.</exception>
    public SeriesBatch(string key, int? taskIndex, Points points)
    {
        if (Fault(key) is { } fault) throw new ArgumentException(fault, nameof(key));
        if (points.Count == 0) throw new ArgumentException($"There are no points for '{key}'; leave the series out.", nameof(points));
        Key = key;
        TaskIndex = taskIndex;
        Points = points;
    }

    /// <summary>Metric key.</summary>
    public string Key { get; }

    /// <summary>The task, or null outside tasks.</summary>
    public int? TaskIndex { get; }

    /// <summary>The points.</summary>
    public Points Points { get; }

    /// <summary>Which of several points at the largest step and with the same time is the last value; by default the one that arrived last.</summary>
    public TieRule Tie { get; init; }

    /// <summary>What is wrong with a metric key, or null.</summary>
    public static string? Fault(string key) =>
        key.Length is 0 or > LongestKey ? $"A metric key has 1 to {LongestKey} characters; one with {key.Length} was given."
        : key.Any(char.IsControl) || HasLoneSurrogate(key)
            ? "A metric key consists of printable characters; a control character or half a surrogate pair was given."
        : null;

    private static bool HasLoneSurrogate(ReadOnlySpan<char> key)
    {
        while (!key.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(key, out _, out var length) != OperationStatus.Done) return true;
            key = key[length..];
        }
        return false;
    }
}
