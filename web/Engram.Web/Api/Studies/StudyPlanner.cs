using System.Text.Json;
using Engram.Experiments;
using Engram.Experiments.Options;
using Engram.Experiments.Studies;
using Engram.Tracking.Projects;
using Engram.Tracking.Studies;
using Engram.Web.Api.Requests;

namespace Engram.Web.Api.Studies;

/// <summary>Turns what was asked for into what is to be submitted, or into everything that is wrong with it.</summary>
/// <param name="catalog">The experiments.</param>
/// <param name="projects">Finds the project.</param>
/// <param name="submission">Checks the plan against the record.</param>
internal sealed class StudyPlanner(ExperimentCatalog catalog, ProjectDirectory projects, StudySubmission submission) : IBodyCheck<NewStudy>
{
    /// <summary>The plan of a request. Nothing is stored.</summary>
    /// <exception cref="InvalidFieldsException">Something is wrong; carries every fault.</exception>
    public async Task<StudyPlan> PlanAsync(NewStudy asked, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var plan = await PlanAsync(asked, errors, ct);
        errors.ThrowIfAny();
        return plan;
    }

    /// <inheritdoc/>
    public Task CheckAsync(NewStudy body, FieldErrors errors, CancellationToken ct) => PlanAsync(body, errors, ct);

    private async Task<StudyPlan> PlanAsync(NewStudy asked, FieldErrors errors, CancellationToken ct)
    {
        var experiment = catalog.TryFind(asked.Experiment);
        if (experiment is null)
        {
            errors.Add("experiment", $"There is no experiment '{asked.Experiment}'. "
                + $"{NearestName.Suggestion(asked.Experiment, [.. catalog.Experiments.Select(e => e.Name)])}");
        }
        var design = experiment is null ? null : StudyDesigner.TryDesign(experiment, Request(asked), errors);

        var title = experiment?.Title ?? asked.Experiment;
        var plan = new StudyPlan(asked.Name?.Trim() ?? (asked.Preset is null ? title : $"{title}, {asked.Preset}"), asked.Experiment,
            experiment?.Version ?? 1,
            design is null ? [] : Planned(design), design?.Seeds ?? [])
        {
            Preset = asked.Preset,
            Priority = asked.Priority,
            Tags = [.. asked.Tags.Select(tag => tag.Trim())],
            Inputs = asked.Transfer,
        };
        // A project that is not there yet will be made; without a design there is nothing to say about its conditions and seeds, and without
        // an experiment nothing about a name that would have come from it.
        string[] ours = ["project", .. design is null ? ["conditions", "seeds"] : Array.Empty<string>(),
            .. experiment is null && asked.Name is null ? ["name"] : Array.Empty<string>()];
        await CheckAsync(asked.Project, plan, ours, errors, ct);
        return plan;
    }

    /// <summary>The conditions of a design, as the record takes them.</summary>
    public static IReadOnlyList<PlannedCondition> Planned(StudyDesign design) =>
        [.. design.Conditions.Select(c => new PlannedCondition(c.Label, c.OptionsJson, c.Hash))];

    /// <summary>The conditions of a plan, as answers show them.</summary>
    public static IReadOnlyList<SubmittedCondition> Shown(IEnumerable<PlannedCondition> conditions) =>
        [.. conditions.Select(c => new SubmittedCondition(c.Label, JsonElement.Parse(c.Options), c.OptionsHash))];

    private async Task CheckAsync(string project, StudyPlan plan, string[] ours, FieldErrors errors, CancellationToken ct)
    {
        var known = await projects.FindAsync(project, ct);
        if (known is null && Guid.TryParse(project.Trim(), out _))
        {
            errors.Add("project", $"There is no project {project.Trim()}; to make one, give a name that is not an identifier.");
        }
        try
        {
            await submission.CheckAsync(known?.Id ?? Guid.Empty, plan, ct);
        }
        catch (StudyRefusedException refused)
        {
            foreach (var (field, messages) in refused.Errors.Where(error => !ours.Contains(error.Key)))
            {
                foreach (var message in messages) errors.Add(field, message);
            }
        }
    }

    private static StudyRequest Request(NewStudy asked) => new()
    {
        Preset = asked.Preset,
        Options = asked.Options,
        Conditions = asked.Conditions is null ? null : [.. asked.Conditions.Select(Condition)],
        Grid = asked.Grid,
        Seeds = asked.Seeds,
    };

    /// <summary>A condition as the designer takes it.</summary>
    public static ConditionRequest Condition(NewCondition asked) => new(asked.Options, asked.Label);
}
