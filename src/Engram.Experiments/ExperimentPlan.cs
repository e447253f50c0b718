using Engram.Experiments.Claims;

namespace Engram.Experiments;

/// <summary>What an experiment declares about itself besides its options: data, not behaviour.</summary>
public sealed record ExperimentPlan
{
    /// <summary>An experiment that declares nothing: default options, no claims.</summary>
    public static ExperimentPlan Empty { get; } = new();

    /// <summary>Ready-made studies: <c>smoke</c> (seconds), <c>quick</c> (about a minute), <c>paper</c> (full scale).</summary>
    public IReadOnlyList<Preset> Presets { get; init; } = [];

    /// <summary>The stages a run goes through, in order. Empty when a run is a single stage.</summary>
    public IReadOnlyList<TaskDeclaration> Tasks { get; init; } = [];

    /// <summary>The metrics a run records. The first one is what pages show first.</summary>
    public IReadOnlyList<MetricDeclaration> Metrics { get; init; } = [];

    /// <summary>What the paper, or we, expect to see over seeds.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    /// <summary>Tables of the source that a study of this experiment can be laid beside.</summary>
    public IReadOnlyList<PaperTable> Tables { get; init; } = [];

    /// <summary>A short label of a condition from its options record (<c>MetaGD reload η=0.001</c>); null lets the platform list what differs.</summary>
    public Func<object, string>? Label { get; init; }
}
