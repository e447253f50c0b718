using Engram.Learning.Memory;
using Engram.Learning.Models;
using Engram.Numerics.Serialization;

namespace Engram.Experiments.Tasks;

/// <summary>What the learners of several joints leave to the next task: their networks, and their memories, each in one file.</summary>
/// <remarks>Tensors of a network are named <c>joint1/layer1.weight</c>, of a memory <c>joint1/layer1/theta</c>.</remarks>
internal static class TorqueCheckpoint
{
    private const string JointsKey = "joints";

    /// <summary>The networks in one file.</summary>
    public static SafeTensorsFile OfNetworks(IReadOnlyList<TorqueLearner> learners)
    {
        var file = new SafeTensorsBuilder().AddMetadata(JointsKey, JointsOf(learners));
        foreach (var (index, learner) in learners.Index())
        {
            var network = learner.Network.Save();
            foreach (var (name, tensor) in network.Tensors)
            {
                file.Add<float>($"joint{learner.Joint}/{name}", tensor.ToArray<float>(), [.. tensor.Shape]);
            }

            foreach (var (key, value) in index == 0 ? network.Metadata : new Dictionary<string, string>())
            {
                file.AddMetadata(key, value); // all networks have the same shape
            }
        }

        return file.Build();
    }

    /// <summary>Copies the weights of the saved networks into those of the learners.</summary>
    /// <exception cref="FormatException">The file holds no networks, or not those of these joints, or of another shape; no weight has changed.</exception>
    public static void LoadNetworks(SafeTensorsFile file, IReadOnlyList<TorqueLearner> learners)
    {
        if (file.Metadata.GetValueOrDefault(JointsKey) is not { } joints || joints != JointsOf(learners))
        {
            throw new FormatException(
                $"The network handed in was learned for {(file.Metadata.TryGetValue(JointsKey, out var other) ? $"joints {other}" : "no joints")}; "
                + $"this run learns joints {JointsOf(learners)}. Set the option joints to those of the checkpoint, or start from another one.");
        }

        var networks = learners.Select(learner => Extract(file, learner)).ToList();
        foreach (var (learner, network) in learners.Zip(networks))
        {
            network.Parameters.CopyTo(learner.Network.Parameters);
        }
    }

    /// <summary>The memories of all joints.</summary>
    public static MemoryCheckpoint OfMemories(IReadOnlyList<TorqueLearner> learners, IReadOnlyList<string> provenance) =>
        MemoryCheckpoint.Of([.. learners.SelectMany(learner => learner.Memories)], provenance);

    /// <summary>Gives the saved memories to those of the learners; what is transient begins anew.</summary>
    /// <exception cref="ArgumentException">Joints, groups, g, M or s differ; the message names both sides, and no memory has changed.</exception>
    public static void LoadMemories(MemoryCheckpoint memories, IReadOnlyList<TorqueLearner> learners) =>
        memories.LoadInto([.. learners.SelectMany(learner => learner.Memories)]);

    private static DenseNetwork Extract(SafeTensorsFile file, TorqueLearner learner)
    {
        var (prefix, one) = ($"joint{learner.Joint}/", new SafeTensorsBuilder());
        foreach (var (name, tensor) in file.Tensors.Where(tensor => tensor.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            one.Add<float>(name[prefix.Length..], tensor.ToArray<float>(), [.. tensor.Shape]);
        }

        foreach (var (key, value) in file.Metadata.Where(entry => entry.Key != JointsKey))
        {
            one.AddMetadata(key, value);
        }

        var network = DenseNetwork.Load(one.Build());
        return network.Sizes.SequenceEqual(learner.Network.Sizes) ? network : throw new FormatException(
            $"The network handed in has layers of {string.Join("-", network.Sizes)}; this run has {string.Join("-", learner.Network.Sizes)}. "
            + "Start from another checkpoint.");
    }

    private static string JointsOf(IReadOnlyList<TorqueLearner> learners) => string.Join(",", learners.Select(learner => learner.Joint));
}
