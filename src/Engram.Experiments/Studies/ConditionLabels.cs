using System.Text.Json.Nodes;
using Engram.Experiments.Options;

namespace Engram.Experiments.Studies;

/// <summary>A condition before it has a name.</summary>
internal sealed record DraftCondition(string? Label, object Options, JsonObject Json, string Canonical)
{
    public string Hash { get; } = CanonicalJson.Hash(Canonical);
}

/// <summary>Gives every condition of a study a short name of its own.</summary>
internal static class ConditionLabels
{
    /// <summary>The most characters a label may have.</summary>
    public const int Longest = 200;

    /// <summary>
    /// What was asked for, else what the experiment calls it, else the settings in which the conditions differ; where two still have the same name,
    /// the settings in which those two differ are added.
    /// </summary>
    public static IReadOnlyList<ConditionDesign> Give(ExperimentDescription experiment, IReadOnlyList<DraftCondition> drafts)
    {
        var differences = Differing(drafts);
        var labels = drafts
            .Select(draft => draft.Label ?? experiment.Plan.Label?.Invoke(draft.Options) ?? Settings(draft, differences, "default options"))
            .ToArray();
        var shared = drafts.Index().GroupBy(draft => labels[draft.Index]).Where(same => same.Count() > 1).Select(same => same.ToList()).ToList();
        foreach (var same in shared)
        {
            var differing = Differing([.. same.Select(draft => draft.Item)]);
            foreach (var (index, draft) in same)
            {
                labels[index] = $"{labels[index]} · {Settings(draft, differing, "")}";
            }
        }

        return [.. drafts.Zip(Unique(labels), (draft, label) => new ConditionDesign(label, draft.Canonical, draft.Hash, draft.Options))];
    }

    private static List<string> Differing(IReadOnlyList<DraftCondition> drafts) =>
    [
        .. drafts[0].Json.Select(option => option.Key)
            .Where(name => drafts.Select(draft => CanonicalJson.Of(draft.Json[name])).Distinct().Count() > 1),
    ];

    private static string Settings(DraftCondition draft, List<string> names, string otherwise) =>
        names.Count == 0 ? otherwise : string.Join(" ", names.Select(name => $"{name}={OptionText.Format(draft.Json[name]!)}"));

    // A label cut to length, or asked for in the words of another one, can still be taken: then it is numbered.
    private static IEnumerable<string> Unique(IEnumerable<string> labels)
    {
        HashSet<string> taken = [];
        foreach (var label in labels)
        {
            var candidate = Cut(label, Longest);
            for (var number = 2; !taken.Add(candidate); number++)
            {
                candidate = $"{Cut(label, Longest - 8)} ({number})";
            }

            yield return candidate;
        }
    }

    private static string Cut(string label, int length) => label.Length <= length ? label : $"{label[..(length - 1)]}…";
}
