namespace Engram.Experiments.Options;

/// <summary>Finds the name somebody probably meant.</summary>
public static class NearestName
{
    /// <summary>The known name nearest to a given one, or null when none is near enough to suggest.</summary>
    /// <param name="given">As it was typed; case does not matter.</param>
    /// <param name="known">The names there are.</param>
    /// <remarks>Near enough: it begins with what was typed (two letters or more), or at most half of the longer one has to be changed.</remarks>
    public static string? Among(string given, IEnumerable<string> known)
    {
        var nearest = known
            .Select(name => (Name: name, Distance: Distance(given.ToUpperInvariant(), name.ToUpperInvariant()), Begins: Begins(given, name)))
            .Where(candidate => candidate.Begins || candidate.Distance * 2 <= Math.Max(given.Length, candidate.Name.Length))
            .OrderByDescending(candidate => candidate.Begins)
            .ThenBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Name;
    }

    /// <summary>A sentence for an error: the nearest name when there is one, else all names.</summary>
    public static string Suggestion(string given, IReadOnlyCollection<string> known) =>
        Among(given, known) is { } nearest ? $"Did you mean '{nearest}'?" : $"Known: {string.Join(", ", known)}.";

    private static bool Begins(string given, string name) => given.Length > 1 && name.StartsWith(given, StringComparison.OrdinalIgnoreCase);

    /// <summary>How many letters must be inserted, dropped, replaced or swapped with their neighbour to get from one text to the other.</summary>
    /// <remarks>O(a·b). Optimal string alignment: Damerau, "A technique for computer detection and correction of spelling errors", CACM 7(3), 1964.</remarks>
    public static int Distance(string a, string b)
    {
        var (twoAgo, above, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
        {
            above[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], twoAgo[j - 2] + 1);
                }
            }

            (twoAgo, above, row) = (above, row, twoAgo);
        }

        return above[b.Length];
    }
}
