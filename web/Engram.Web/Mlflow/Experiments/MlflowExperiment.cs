using System.Globalization;
using System.Text.Json;
using Engram.Tracking.Projects;

namespace Engram.Web.Mlflow.Experiments;

/// <summary>A project as MLflow clients see it.</summary>
internal sealed record MlflowExperiment(
    string ExperimentId, string Name, string ArtifactLocation, string LifecycleStage, long LastUpdateTime, long CreationTime, IReadOnlyList<MlflowTag>? Tags)
{
    /// <summary>Of a project.</summary>
    public static MlflowExperiment Of(Project project) => new(
        IdOf(project.Number), project.Name, LocationOf(project.Number, project.ArtifactLocation), StageOf(project.DeletedAt),
        project.UpdatedAt.ToUnixTimeMilliseconds(), project.CreatedAt.ToUnixTimeMilliseconds(), TagsOf(project) is { Count: > 0 } tags ? tags : null);

    /// <summary>The identifier that clients know a project by.</summary>
    public static string IdOf(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where clients find the artifacts of its runs: where they said, or here.</summary>
    public static string LocationOf(long number, string? location) => location ?? $"mlflow-artifacts:/{IdOf(number)}";

    /// <summary>What clients call being in the bin.</summary>
    public static string StageOf(DateTimeOffset? deletedAt) => deletedAt is null ? "active" : "deleted";

    private static List<MlflowTag> TagsOf(Project project)
    {
        SortedDictionary<string, string> tags = new(StringComparer.Ordinal);
        foreach (var label in project.Tags) tags[label] = "";
        foreach (var tag in project.TagValues.RootElement.EnumerateObject()) tags[tag.Name] = tag.Value.ValueKind == JsonValueKind.String ? tag.Value.GetString()! : tag.Value.GetRawText();
        if (project.Description.Length > 0) tags[MlflowTags.Note] = project.Description;
        return [.. tags.Select(tag => new MlflowTag(tag.Key, tag.Value))];
    }
}
