using Engram.Experiments.Running;

namespace Engram.Experiments;

/// <summary>A program in the catalogue: one sealed class with an options record, marked with <see cref="ExperimentAttribute"/>.</summary>
/// <remarks>
/// The class has one public constructor that takes its options record and nothing else. The catalogue finds it by scanning;
/// the form, the API, the catalogue page and the contract tests follow from the record and from <see cref="Plan"/>.
/// </remarks>
public interface IExperiment
{
    /// <summary>What the experiment declares about itself: presets, tasks, metrics, claims. Nothing by default.</summary>
    static virtual ExperimentPlan Plan => ExperimentPlan.Empty;

    /// <summary>Executes one condition for one seed, from first to last step, on the calling thread.</summary>
    /// <param name="run">Where chance comes from and where everything recorded goes to.</param>
    /// <exception cref="OperationCanceledException"><see cref="IRunContext.Cancelled"/> was signalled.</exception>
    /// <remarks>Same options and same seed give the same bits on any machine; only metrics declared as timings may differ.</remarks>
    void Run(IRunContext run);
}
