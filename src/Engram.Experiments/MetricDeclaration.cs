namespace Engram.Experiments;

/// <summary>A metric a run records.</summary>
/// <param name="Key">As <see cref="Running.IRunContext.Record"/> gets it, for example <c>loss</c>.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Unit">SI unit (<c>Nm²</c>, <c>s</c>) or <c>1</c> for a pure number.</param>
public sealed record MetricDeclaration(string Key, string Description, string Unit = "1")
{
    /// <summary>Which direction is better. Default <see cref="Goal.Lower"/>.</summary>
    public Goal Goal { get; init; } = Goal.Lower;

    /// <summary>True when the value is one number for a task (a score), false when it is a curve over steps.</summary>
    public bool IsScore { get; init; }

    /// <summary>True when the value measures this machine (a duration) and so differs between two runs of the same seed.</summary>
    public bool IsTiming { get; init; }

    /// <summary>True when only some options make a run record it: rates of a memory, joints beyond the first.</summary>
    public bool IsOptional { get; init; }

    /// <summary>True when a logarithmic axis shows it best.</summary>
    public bool IsLogarithmic { get; init; }
}

/// <summary>Which direction of a metric is better.</summary>
public enum Goal
{
    /// <summary>Smaller is better: losses, errors, durations.</summary>
    Lower,

    /// <summary>Larger is better: returns, accuracies.</summary>
    Higher,

    /// <summary>Neither: a quantity one looks at.</summary>
    Neutral,
}
