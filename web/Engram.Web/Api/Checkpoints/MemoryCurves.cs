using Engram.Learning.Memory;
using Engram.Numerics.Serialization;

namespace Engram.Web.Api.Checkpoints;

/// <summary>Draws memories as curves.</summary>
internal static class MemoryCurves
{
    /// <summary>The curves of a memory, or of one of its groups, each with so many points evenly over [−g, g], both ends included.</summary>
    public static MemoryAnswer Of(Guid id, SafeTensorsFile file, MemoryCheckpoint memory, string? group, int points)
    {
        var bound = memory.Options.GradientBound;
        double[] gradients = [.. Enumerable.Range(0, points).Select(i => -bound + (2 * bound * i / (points - 1)))];
        return new MemoryAnswer(id, bound, memory.Options.InitialRate, memory.Options.LowestRate, memory.Options.HighestRate,
            memory.Options.MemoryRate, memory.Provenance,
        [
            .. memory.Groups.Where(one => group is null || one.Name == group).Select(one => new MemoryGroup(one.Name, one.Updates, gradients,
                memory.Recall(one.Name, gradients), file.Tensors[$"{one.Name}/centres"].ToArray<double>(), one.Theta, one.Visits)),
        ]);
    }
}
