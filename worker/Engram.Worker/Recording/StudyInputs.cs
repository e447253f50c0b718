using Engram.Experiments.Running;
using Engram.Tracking.Checkpoints;
using Engram.Tracking.Studies;
using Engram.Worker.Execution;

namespace Engram.Worker.Recording;

/// <summary>Fetches the checkpoints that a study hands to its runs, when an experiment asks for one.</summary>
/// <param name="studies">Which checkpoint it is.</param>
/// <param name="checkpoints">Its bytes.</param>
internal sealed class StudyInputs(StudyInputReader studies, CheckpointReader checkpoints)
{
    /// <summary>The input of a kind, or null when the study has none. Blocks the experiment's thread.</summary>
    public TransferInput? Read(RunExecution execution, CheckpointKind kind)
    {
        execution.Stopping.ThrowIfCancellationRequested();
        TransferInput? input = null;
        execution.PersistAsync(async ct =>
        {
            if (await studies.FindAsync(execution.Run.StudyId, kind.Word(), ct) is not { } id) return;
            var content = await checkpoints.ReadAsync(id, ct) ?? throw new InvalidOperationException($"Checkpoint {id:N}, which the study starts from, is not in the record.");
            input = new(new(id), content);
        }).GetAwaiter().GetResult();
        return input;
    }
}
