using System.Globalization;
using System.Text.Json;
using Engram.Experiments.Options;

namespace Engram.Experiments.Studies;

/// <summary>Seeds as a person writes them: <c>0..9</c>, <c>0,2,5..7</c>.</summary>
public static class SeedList
{
    /// <summary>The most seeds a study may have.</summary>
    public const int Most = StudyDesigner.MostRuns;

    internal const string NoSeeds =
        "There are no seeds. Give at least one, for example \"0..9\"; several let the platform say how sure a difference is.";

    /// <summary>The seeds of a text, in the order written.</summary>
    /// <exception cref="FormatException">The text is not a list of seeds; the message says which part is wrong and why.</exception>
    public static IReadOnlyList<long> Parse(string text)
    {
        var errors = new FieldErrors();
        var seeds = Read(text, "seeds", errors);
        return errors.IsEmpty ? seeds : throw new FormatException(string.Join(" ", errors["seeds"]));
    }

    /// <summary>The shortest text of these seeds in this order: three or more that count up by one become a range.</summary>
    public static string Format(IReadOnlyList<long> seeds)
    {
        List<string> parts = [];
        for (int first = 0, next; first < seeds.Count; first = next)
        {
            next = first + 1;
            while (next < seeds.Count && seeds[next - 1] < long.MaxValue && seeds[next] == seeds[next - 1] + 1)
            {
                next++;
            }

            if (next - first == 2)
            {
                next--; // two neighbours read better as a list
            }

            parts.Add(next - first == 1 ? Text(seeds[first]) : $"{Text(seeds[first])}..{Text(seeds[next - 1])}");
        }

        return string.Join(",", parts);
    }

    /// <summary>Reads seeds from JSON: a text as a person writes it, or a list of whole numbers.</summary>
    internal static IReadOnlyList<long> Read(JsonElement given, string field, FieldErrors errors)
    {
        if (given.ValueKind == JsonValueKind.String)
        {
            return Read(given.GetString()!, field, errors);
        }

        if (given.ValueKind != JsonValueKind.Array)
        {
            errors.Add(field, "Seeds are a text like \"0..9\" or a list of whole numbers like [0, 2, 5].");
            return [];
        }

        List<long> seeds = [];
        foreach (var item in given.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var seed) && seed >= 0)
            {
                seeds.Add(seed);
            }
            else
            {
                errors.Add(field, $"{item.GetRawText()} is not a seed: a whole number of at least 0.");
            }
        }

        return Require(seeds, field, errors);
    }

    private static List<long> Read(string text, string field, FieldErrors errors)
    {
        List<long> seeds = [];
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split("..", 2, StringSplitOptions.TrimEntries);
            if (!TrySeed(ends[0], out var first) || !TrySeed(ends[^1], out var last) || last < first)
            {
                errors.Add(field, $"'{part}' is not a seed (like 3) nor a range of seeds (like 0..9, from the smaller to the larger).");
            }
            else if (last - first >= Most - seeds.Count)
            {
                errors.Add(field, $"'{part}' makes more than {Most} seeds; a study has at most that many.");
                return [];
            }
            else
            {
                for (var index = 0L; index <= last - first; index++) // not "seed <= last": the last seed there is has no successor
                {
                    seeds.Add(first + index);
                }
            }
        }

        return Require(seeds, field, errors);
    }

    private static List<long> Require(List<long> seeds, string field, FieldErrors errors)
    {
        if (seeds.Count == 0 && errors[field].Count == 0)
        {
            errors.Add(field, NoSeeds);
        }

        foreach (var same in seeds.GroupBy(seed => seed).Where(same => same.Count() > 1))
        {
            errors.Add(field, $"Seed {same.Key} is given {same.Count()} times; the same seed would only repeat the same run.");
        }

        return seeds;
    }

    private static bool TrySeed(string text, out long seed) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed);

    private static string Text(long seed) => seed.ToString(CultureInfo.InvariantCulture);
}
