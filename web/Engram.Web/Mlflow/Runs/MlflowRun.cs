using System.Text.Json;
using Engram.Tracking.Runs;

namespace Engram.Web.Mlflow.Runs;

/// <summary>A run as MLflow clients see it.</summary>
internal sealed record MlflowRun(MlflowRunInfo Info, MlflowRunData Data, MlflowInputs Inputs, MlflowOutputs? Outputs);

/// <summary>What a run is.</summary>
internal sealed record MlflowRunInfo(
    string RunId, string RunUuid, string RunName, string ExperimentId, string UserId, string Status, long StartTime, long? EndTime, string ArtifactUri, string LifecycleStage);

/// <summary>What was logged to a run: of each metric the latest value.</summary>
internal sealed record MlflowRunData(IReadOnlyList<MlflowMetric>? Metrics, IReadOnlyList<MlflowTag>? Params, IReadOnlyList<MlflowTag>? Tags);

/// <summary>A value of a metric.</summary>
internal sealed record MlflowMetric(string Key, double Value, long Timestamp, long Step, string? RunId = null);

/// <summary>What a run read.</summary>
internal sealed record MlflowInputs(IReadOnlyList<MlflowDatasetInput>? DatasetInputs, IReadOnlyList<MlflowModel>? ModelInputs);

/// <summary>What a run made.</summary>
internal sealed record MlflowOutputs(IReadOnlyList<MlflowModel> ModelOutputs);

/// <summary>A data set that a run read, and what for.</summary>
internal sealed record MlflowDatasetInput(IReadOnlyList<MlflowTag>? Tags, MlflowDataset Dataset);

/// <summary>A data set.</summary>
internal sealed record MlflowDataset(string Name, string Digest, string SourceType, string Source, string? Schema, string? Profile);

/// <summary>A model.</summary>
internal sealed record MlflowModel(string ModelId, long? Step);

/// <summary>How states are called on either side.</summary>
internal static class RunStatus
{
    private static readonly (string Name, RunState State)[] Names =
    [
        ("RUNNING", RunState.Running), ("SCHEDULED", RunState.Queued), ("FINISHED", RunState.Succeeded), ("FAILED", RunState.Failed), ("KILLED", RunState.Cancelled),
    ];

    /// <summary>What clients call a state.</summary>
    public static string Of(RunState state) => Names.Single(name => name.State == state).Name;

    /// <summary>The state that a client names, or gives the number of, from 1.</summary>
    /// <exception cref="MlflowException">There is none.</exception>
    public static RunState Parse(string text) =>
        Names.FirstOrDefault(name => name.Name == text) is { Name: not null } named ? named.State
        : int.TryParse(text, out var number) && number >= 1 && number <= Names.Length ? Names[number - 1].State
        : throw MlflowException.InvalidValue(JsonSerializer.Serialize(text), "status", $"Give one of {string.Join(", ", Names.Select(name => name.Name))}.");

    /// <summary>A SQL expression that calls a state as clients do.</summary>
    public static string Sql(string column) => $"case {column} {string.Join(' ', Names.Select(name => $"when '{name.State.ToString().ToLowerInvariant()}' then '{name.Name}'"))} end";
}
