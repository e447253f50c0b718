using System.Globalization;
using System.Text.Json.Nodes;
using Engram.Experiments;
using Engram.Experiments.Options;
using Engram.Web.Api.Studies;

namespace Engram.Web.Pages;

/// <summary>The form for a new study as a person filled it in: texts, kept as they were typed, right or wrong.</summary>
/// <remarks>It becomes the very body that the API takes, so that form and API accept, refuse and make the same.</remarks>
public sealed record StudyForm
{
    /// <summary>Before the name of an option, in the names of fields.</summary>
    public const string OptionPrefix = "option.";

    /// <summary>Which form this is: another whenever the page is opened, the same however often it is sent; empty for one that was made by hand.</summary>
    public string Key { get; init; } = "";

    /// <summary>What the study runs.</summary>
    public required ExperimentDescription Experiment { get; init; }

    /// <summary>The preset it started from, or null.</summary>
    public Preset? Preset { get; init; }

    /// <summary>Name of the study; empty lets the platform find one.</summary>
    public string Name { get; init; } = "";

    /// <summary>Name of the project.</summary>
    public string Project { get; init; } = "default";

    /// <summary>As <c>0..9</c>.</summary>
    public string Seeds { get; init; } = "0..9";

    /// <summary>A whole number.</summary>
    public string Priority { get; init; } = "0";

    /// <summary>Separated by commas.</summary>
    public string Tags { get; init; } = "";

    /// <summary>Option name → what was typed; empty keeps the default.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>Options that every condition of the preset sets for itself → their values; the form cannot change these.</summary>
    public IReadOnlyDictionary<string, string> Fixed => Preset is not { Conditions: { Count: > 0 } conditions } ? new Dictionary<string, string>()
        : Experiment.Options.Options.Where(option => conditions.All(condition => condition.ContainsKey(option.Name)))
            .ToDictionary(option => option.Name, option => string.Join(", ", conditions.Select(condition => OptionText.Format(condition[option.Name]!)).Distinct()));

    /// <summary>The form as a preset fills it in.</summary>
    /// <param name="experiment">What the study runs.</param>
    /// <param name="preset">Where it starts from, or null.</param>
    /// <param name="project">Name of the project.</param>
    /// <param name="key">Of the form.</param>
    public static StudyForm Of(ExperimentDescription experiment, Preset? preset, string project, Guid key) => new()
    {
        Key = key.ToString("N"),
        Experiment = experiment,
        Preset = preset,
        Project = project,
        Seeds = preset?.Seeds ?? "0..9",
        Options = preset is null ? new Dictionary<string, string>() : Prefilled(experiment, preset),
    };

    /// <summary>The form as it was sent.</summary>
    public static StudyForm Of(ExperimentDescription experiment, Preset? preset, IFormCollection sent) => new()
    {
        Key = sent["key"].ToString(),
        Experiment = experiment,
        Preset = preset,
        Name = sent["name"].ToString(),
        Project = sent["project"].ToString(),
        Seeds = sent["seeds"].ToString(),
        Priority = sent["priority"].ToString(),
        Tags = sent["tags"].ToString(),
        // Several ticked boxes of one option are several values of it, as several in one field are.
        Options = experiment.Options.Options.ToDictionary(option => option.Name, option => string.Join(", ", sent[OptionPrefix + option.Name].Select(value => value ?? ""))),
    };

    /// <summary>What is asked for; faults of fields that are no text there are added to the errors.</summary>
    internal NewStudy ToRequest(FieldErrors errors)
    {
        var (options, grid) = OptionText.Read(Experiment.Options, Options.Where(option => !Fixed.ContainsKey(option.Key)));
        var priority = 0;
        if (Priority.Trim().Length > 0 && (!int.TryParse(Priority, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out priority) || Math.Abs(priority) > 1_000))
        {
            errors.Add("priority", $"'{Priority}' is not a priority: a whole number from -1000 to 1000; higher goes first.");
        }
        if (Project.Trim().Length is 0 or > 200)
        {
            errors.Add("project", "Name a project, in 1 to 200 characters; one that is not there yet is made.");
        }
        return new()
        {
            Project = Project,
            Experiment = Experiment.Name,
            Name = Name.Trim().Length == 0 ? null : Name.Trim(),
            Preset = Preset?.Name,
            Options = options,
            Grid = grid, // never the preset's: its values stand in the fields, and were perhaps changed there
            Seeds = JsonValue.Create(Seeds),
            Tags = Tags.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Priority = priority,
        };
    }

    private static Dictionary<string, string> Prefilled(ExperimentDescription experiment, Preset preset)
    {
        var values = preset.Options.ToDictionary(option => option.Key, option => OptionText.Format(option.Value!));
        foreach (var (name, axis) in preset.Grid)
        {
            var separator = experiment.Options.Find(name) is { IsList: true } ? "; " : ", ";
            values[name] = string.Join(separator, axis.Select(OptionText.Format));
        }
        return values;
    }
}
