using Engram.Experiments.Options;

namespace Engram.Experiments.Studies;

/// <summary>Turns a request into the runs it means, or into everything that is wrong with it. Pure: nothing is stored.</summary>
public static class StudyDesigner
{
    /// <summary>The most runs a study may have.</summary>
    public const int MostRuns = 10_000;

    /// <summary>The design of a request.</summary>
    /// <exception cref="InvalidFieldsException">The request is wrong; the exception carries every fault.</exception>
    public static StudyDesign Design(ExperimentDescription experiment, StudyRequest request)
    {
        var errors = new FieldErrors();
        var design = TryDesign(experiment, request, errors);
        errors.ThrowIfAny();
        return design!;
    }

    /// <summary>The design of a request, or null when something is wrong with it.</summary>
    /// <param name="experiment">What the study runs.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="errors">
    /// Receives every fault by the path of its field: <c>preset</c>, <c>options.eta</c>, <c>conditions[1].options.eta</c>, <c>grid.eta</c>, <c>seeds</c>.
    /// </param>
    public static StudyDesign? TryDesign(ExperimentDescription experiment, StudyRequest request, FieldErrors errors)
    {
        var found = new FieldErrors();
        var layers = StudyLayers.Read(experiment, request, found);
        var conditions = found.IsEmpty && CheckSize(layers, found) ? Expand(experiment, layers, found) : [];
        foreach (var field in found.Fields)
        {
            foreach (var message in found[field])
            {
                errors.Add(field, message);
            }
        }

        return found.IsEmpty ? new StudyDesign(experiment, request.Preset, conditions, layers.Seeds) : null;
    }

    private static bool CheckSize(StudyLayers layers, FieldErrors errors)
    {
        var runs = layers.Grid.Aggregate((double)layers.Conditions.Count * layers.Seeds.Count, (product, axis) => product * axis.Values.Count);
        if (runs > MostRuns)
        {
            var factors = layers.Grid.Select(axis => $"{axis.Values.Count} values of {axis.Option.Name}")
                .Prepend($"{layers.Conditions.Count} condition{(layers.Conditions.Count == 1 ? "" : "s")}").Append($"{layers.Seeds.Count} seeds");
            errors.Add("seeds", $"{string.Join(" × ", factors)} make {CanonicalJson.Number(runs)} runs; a study has at most {MostRuns}. "
                + "Ask for fewer, or make several studies.");
        }

        return runs <= MostRuns;
    }

    private static IReadOnlyList<ConditionDesign> Expand(ExperimentDescription experiment, StudyLayers layers, FieldErrors errors)
    {
        List<DraftCondition> drafts = [];
        Dictionary<string, string> pathByHash = [];
        foreach (var condition in layers.Conditions)
        {
            foreach (var point in layers.GridPoints())
            {
                var options = OptionsReader.Build(experiment.Options, [layers.Shared, condition.Settings, point], condition.OptionsPath, errors);
                var json = OptionsJson.Write(experiment.Options, options);
                var draft = new DraftCondition(condition.Label, options, json, CanonicalJson.Of(json));
                drafts.Add(draft);
                if (!pathByHash.TryAdd(draft.Hash, condition.Path))
                {
                    errors.Add(condition.Path, $"Has the same options as {pathByHash[draft.Hash]}: {draft.Canonical}. "
                        + "Equal conditions would repeat the same runs; leave one out.");
                }
            }
        }

        return errors.IsEmpty ? ConditionLabels.Give(experiment, drafts) : [];
    }
}
