namespace Engram.Experiments;

/// <summary>The catalogue cannot start: an experiment or its options record is declared wrongly. A programmer's fault, all of it told at once.</summary>
/// <param name="problems">One sentence each.</param>
public sealed class MisdeclaredExperimentException(IReadOnlyList<string> problems) : Exception(
    $"The catalogue of experiments has {problems.Count} fault{(problems.Count == 1 ? "" : "s")}:"
    + string.Concat(problems.Select(problem => $"{Environment.NewLine}- {problem}")))
{
    /// <summary>What is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
