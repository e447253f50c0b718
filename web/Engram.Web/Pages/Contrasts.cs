using Engram.Tracking.Studies;

namespace Engram.Web.Pages;

/// <summary>What a study varies: one option, or several that always change together and so cannot be told apart.</summary>
/// <param name="Options">Names of the options.</param>
/// <param name="Levels">By condition (in the order of the conditions): which of its values it has, numbered in the order of their first appearance.</param>
public sealed record Factor(IReadOnlyList<string> Options, IReadOnlyList<int> Levels)
{
    /// <summary>Its name, for people and addresses.</summary>
    public string Name => string.Join(" & ", Options);
}

/// <summary>The pairs of conditions that answer a question about one factor.</summary>
internal static class Contrasts
{
    /// <summary>The factors of a study, in the order of its options.</summary>
    /// <param name="conditions">By position.</param>
    public static IReadOnlyList<Factor> Factors(IReadOnlyList<Condition> conditions)
    {
        var names = conditions.SelectMany(condition => condition.Options.RootElement.EnumerateObject().Select(option => option.Name)).Distinct();
        return [.. names.Select(name => (Name: name, Levels: Levels(conditions, name))).Where(option => option.Levels.Max() > 0)
            .GroupBy(option => string.Join(',', option.Levels))
            .Select(same => new Factor([.. same.Select(option => option.Name)], same.First().Levels))];
    }

    /// <summary>Pairs of conditions that differ in this factor and in nothing else; on the right the level that appears first in the study.</summary>
    /// <returns>Indices of conditions.</returns>
    public static IReadOnlyList<(int Left, int Right)> Pairs(IReadOnlyList<Factor> factors, Factor factor) =>
    [
        .. from right in Enumerable.Range(0, factor.Levels.Count)
           from left in Enumerable.Range(0, factor.Levels.Count)
           where factor.Levels[left] > factor.Levels[right] && factors.All(other => other == factor || other.Levels[left] == other.Levels[right])
           select (left, right),
    ];

    private static int[] Levels(IReadOnlyList<Condition> conditions, string option)
    {
        List<string> seen = [];
        return [.. conditions.Select(condition =>
        {
            var value = condition.Options.RootElement.TryGetProperty(option, out var element) ? element.GetRawText() : "";
            if (!seen.Contains(value)) seen.Add(value);
            return seen.IndexOf(value);
        })];
    }
}
