using Engram.Learning.Memory;
using Engram.Learning.Models;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Optimizers;

/// <summary>One memory of learning rates for each parameter group, stepped together.</summary>
internal sealed class GroupMemories
{
    private readonly LearningRateMemory[] _memories;
    private readonly double[] _rates;

    public GroupMemories(IReadOnlyList<ParameterGroup> groups, LearningRateMemoryOptions options)
    {
        Dimension = ParameterGroup.RequireCover(groups);
        _memories = [.. groups.Select(group => new LearningRateMemory(group.Name, group.Length, options))];
        _rates = new double[Dimension];
    }

    public int Dimension { get; }

    // As an array inside, because enumerating an interface allocates.
    public LearningRateMemory[] Memories => _memories;

    public ReadOnlySpan<double> Rates => _rates;

    public void Step(ReadOnlySpan<double> signal)
    {
        // All groups are looked at before the first one learns: a refused step must change nothing.
        var offset = 0;
        foreach (var memory in _memories)
        {
            memory.Prepare(signal.Slice(offset, memory.Dimension));
            offset += memory.Dimension;
        }

        offset = 0;
        foreach (var memory in _memories)
        {
            memory.StepPrepared(_rates.AsSpan(offset, memory.Dimension));
            offset += memory.Dimension;
        }
    }

    public void BeginTask()
    {
        foreach (var memory in _memories)
        {
            memory.ResetTransients();
        }
    }

    public void SaveState(SafeTensorsBuilder file)
    {
        MemoryCheckpoint.Of(_memories, []).AddTo(file);
        foreach (var memory in _memories)
        {
            memory.SaveTransients(file);
        }
    }

    public void LoadState(SafeTensorsFile file)
    {
        MemoryCheckpoint.Parse(file).LoadInto(_memories);
        foreach (var memory in _memories)
        {
            memory.LoadTransients(file);
        }
    }
}
