using Engram.Tracking.Checkpoints;

namespace Engram.Web.Api.Checkpoints;

/// <summary>A checkpoint without its bytes.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="RunId">Identifier of the run that wrote it.</param>
/// <param name="Task">Name of the task it was taken in; absent outside tasks.</param>
/// <param name="TaskIndex">Order of that task within the run.</param>
/// <param name="Step">Step within the task after which it was taken.</param>
/// <param name="Kind"><c>memory</c>, <c>network</c>, <c>optimizer</c>, <c>learned-loss</c>, <c>initialization</c> or <c>training-state</c>.</param>
/// <param name="Sha256">SHA-256 of its bytes, 64 hex digits.</param>
/// <param name="Size">Number of bytes.</param>
/// <param name="Metadata">The string map of its safetensors header.</param>
/// <param name="Tensors">Its tensors, by name.</param>
/// <param name="CreatedAt">When it was taken.</param>
/// <param name="Uses">How many tasks of runs, and studies, start from it.</param>
internal sealed record CheckpointAnswer(Guid Id, Guid RunId, string? Task, int? TaskIndex, long Step, string Kind, string Sha256, long Size,
    IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<TensorInfo> Tensors, DateTimeOffset CreatedAt, long Uses)
{
    public static CheckpointAnswer Of(CheckpointInfo info) => new(info.Id, info.RunId, info.Task, info.TaskIndex, info.Step, info.Kind, info.Sha256,
        info.Size,
        info.Content.Metadata, info.Content.Tensors, info.CreatedAt, info.Uses);
}

/// <summary>A memory of learning rates as curves.</summary>
/// <param name="CheckpointId">The checkpoint.</param>
/// <param name="GradientBound">g: gradients are clipped to [−g, g], which the curves cover.</param>
/// <param name="InitialRate">The rate a new memory recalls everywhere.</param>
/// <param name="LowestRate">No rate falls below this.</param>
/// <param name="HighestRate">No rate rises above this.</param>
/// <param name="MemoryRate">The rate at which the memory itself learns.</param>
/// <param name="Provenance">The tasks it was learned on, in order.</param>
/// <param name="Groups">One curve per parameter group.</param>
internal sealed record MemoryAnswer(Guid CheckpointId, double GradientBound, double InitialRate, double LowestRate, double HighestRate,
    double MemoryRate, IReadOnlyList<string> Provenance, IReadOnlyList<MemoryGroup> Groups);

/// <summary>What a memory recalls for one parameter group.</summary>
/// <param name="Name">The group.</param>
/// <param name="Updates">How many updates its local models have had.</param>
/// <param name="Gradients">z, evenly over [−g, g].</param>
/// <param name="Rates">η recalled for each of them.</param>
/// <param name="Centres">Where the local models sit, in the unit of the gradient.</param>
/// <param name="Theta">θ: the rate of each local model.</param>
/// <param name="Visits">How often each local model was the nearest to a gradient that taught it.</param>
internal sealed record MemoryGroup(string Name, long Updates, double[] Gradients, double[] Rates, double[] Centres, double[] Theta, long[] Visits);
