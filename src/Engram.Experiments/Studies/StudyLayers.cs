using System.Text.Json;
using System.Text.Json.Nodes;
using Engram.Experiments.Options;

namespace Engram.Experiments.Studies;

/// <summary>A request, read: the settings that are laid over each other, each with the field it came from.</summary>
internal sealed record StudyLayers(
    IReadOnlyDictionary<OptionDescription, object> Shared,
    IReadOnlyList<StudyLayers.Condition> Conditions,
    IReadOnlyList<StudyLayers.Axis> Grid,
    IReadOnlyList<long> Seeds)
{
    /// <summary>The settings of one condition; <paramref name="Path"/> is where it stands in the request.</summary>
    internal sealed record Condition(string? Label, IReadOnlyDictionary<OptionDescription, object> Settings, string Path, string OptionsPath);

    /// <summary>One option of the grid.</summary>
    internal sealed record Axis(OptionDescription Option, IReadOnlyList<object> Values);

    /// <summary>Reads a request over its preset; what is wrong is added to the errors and left out.</summary>
    public static StudyLayers Read(ExperimentDescription experiment, StudyRequest request, FieldErrors errors)
    {
        var schema = experiment.Options;
        var preset = FindPreset(experiment, request.Preset, errors);
        var own = request.Options is null ? [] : OptionsReader.ReadSettings(schema, OptionsReader.Element(request.Options), "options", errors);
        var shared = OptionsReader.ReadSettings(schema, OptionsReader.Element(preset?.Options ?? []), "preset", errors);
        foreach (var (option, value) in own)
        {
            shared[option] = value;
        }

        var conditions = request.Conditions is { } asked
            ? ReadConditions(schema, asked, "conditions", errors)
            : ReadConditions(schema, [.. (preset?.Conditions ?? []).Select(options => new ConditionRequest(options))], "preset.conditions", errors);
        var grid = request.Grid is { } axes
            ? ReadGrid(schema, OptionsReader.Element(axes), "grid", errors)
            : ReadGrid(schema, OptionsReader.Element(new JsonObject(preset?.Grid.Select(AsArray) ?? [])), "preset.grid", errors);
        RefuseLostSettings(own, conditions, grid, request, errors);
        return new StudyLayers(shared, conditions, grid, ReadSeeds(request, preset, errors));
    }

    /// <summary>Every combination of the values of the grid; one empty combination when there is no grid.</summary>
    public IEnumerable<Dictionary<OptionDescription, object>> GridPoints()
    {
        IEnumerable<Dictionary<OptionDescription, object>> points = [[]];
        foreach (var (option, values) in Grid)
        {
            points = points.SelectMany(point => values.Select(value => new Dictionary<OptionDescription, object>(point) { [option] = value })).ToList();
        }

        return points;
    }

    private static Preset? FindPreset(ExperimentDescription experiment, string? name, FieldErrors errors)
    {
        var presets = experiment.Plan.Presets;
        if (name is not null && presets.All(preset => preset.Name != name))
        {
            errors.Add("preset", presets.Count == 0
                ? $"{experiment.Name} has no presets; leave it out."
                : $"{experiment.Name} has no preset '{name}'. Known: {string.Join(", ", presets.Select(preset => preset.Name))}.");
        }

        return presets.FirstOrDefault(preset => preset.Name == name);
    }

    private static List<Condition> ReadConditions(OptionsSchema schema, IReadOnlyList<ConditionRequest> asked, string path, FieldErrors errors)
    {
        if (asked.Count == 0)
        {
            return [new Condition(null, new Dictionary<OptionDescription, object>(), "conditions", "options")];
        }

        return
        [
            .. asked.Select((condition, index) =>
            {
                var (at, label) = ($"{path}[{index}]", condition.Label?.Trim());
                if (label?.Length is 0 or > ConditionLabels.Longest)
                {
                    errors.Add($"{at}.label", $"A label has 1 to {ConditionLabels.Longest} characters; leave it out and the platform finds one.");
                }

                var settings = OptionsReader.ReadSettings(schema, OptionsReader.Element(condition.Options ?? []), $"{at}.options", errors);
                return new Condition(label, settings, at, $"{at}.options");
            }),
        ];
    }

    private static List<Axis> ReadGrid(OptionsSchema schema, JsonElement given, string path, FieldErrors errors)
    {
        List<Axis> grid = [];
        foreach (var member in given.EnumerateObject())
        {
            var field = $"{path}.{member.Name}";
            if (OptionsReader.FindOrExplain(schema, member.Name, field, errors) is not { } option)
            {
                continue;
            }

            if (member.Value.ValueKind != JsonValueKind.Array || member.Value.GetArrayLength() == 0)
            {
                errors.Add(field, $"The grid takes a list of at least one value for {option.Name}, for example [{CanonicalJson.Of(option.Default)}].");
                continue;
            }

            var read = member.Value.EnumerateArray().Select((item, index) => OptionValueReader.Read(option, item, $"{field}[{index}]", errors));
            var values = read.OfType<object>().ToList();
            foreach (var twice in values.GroupBy(value => CanonicalJson.Of(OptionValue.ToJson(value))).Where(same => same.Count() > 1))
            {
                errors.Add(field, $"{twice.Key} is in the list {twice.Count()} times; give it once.");
            }

            grid.Add(new Axis(option, values));
        }

        return grid;
    }

    private static IReadOnlyList<long> ReadSeeds(StudyRequest request, Preset? preset, FieldErrors errors)
    {
        if ((request.Seeds ?? preset?.Seeds) is { } seeds)
        {
            return SeedList.Read(OptionsReader.Element(seeds), "seeds", errors);
        }

        if (request.Preset is null)
        {
            errors.Add("seeds", SeedList.NoSeeds);
        }

        return [];
    }

    // A setting that another layer overrides everywhere would be lost in silence.
    private static void RefuseLostSettings(
        Dictionary<OptionDescription, object> own,
        IReadOnlyList<Condition> conditions,
        IReadOnlyList<Axis> grid,
        StudyRequest request,
        FieldErrors errors)
    {
        foreach (var option in grid.Select(axis => axis.Option))
        {
            var whose = request.Grid is null ? "the preset's grid" : "the grid";
            if (own.ContainsKey(option))
            {
                errors.Add(
                    $"options.{option.Name}",
                    $"{option.Name} is set by {whose} too, which would win. Give it in one place: grid: {{\"{option.Name}\": [value]}}.");
            }

            foreach (var condition in conditions.Where(condition => condition.Settings.ContainsKey(option)))
            {
                errors.Add(
                    $"{condition.OptionsPath}.{option.Name}",
                    $"{option.Name} is set by {whose} too, which would win. Take it out of one of them.");
            }
        }

        foreach (var option in own.Keys.Where(option => conditions.All(condition => condition.Settings.ContainsKey(option))))
        {
            var whose = request.Conditions is null ? "every condition of the preset" : "every condition";
            errors.Add(
                $"options.{option.Name}",
                $"{option.Name} is set by {whose} too, which would win. Take it out here, or give conditions without it.");
        }
    }

    private static KeyValuePair<string, JsonNode?> AsArray(KeyValuePair<string, JsonNode[]> axis) =>
        new(axis.Key, new JsonArray([.. axis.Value.Select(value => value.DeepClone())]));
}
