using System.Numerics;
using Engram.Learning.Memory;
using Engram.Learning.Models;
using Engram.Numerics.Kernels;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Optimizers;

/// <summary>One memory of learning rates for each parameter group, stepped together.</summary>
internal sealed class GroupMemories<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LearningRateMemory[] _memories;
    private readonly T[] _rates;

    public GroupMemories(IReadOnlyList<ParameterGroup> groups, LearningRateMemoryOptions options, VectorWidth width)
    {
        _memories = new LearningRateMemory[groups.Count];
        for (var index = 0; index < groups.Count; index++)
        {
            // They step one after the other: one room for their sums is enough, and it stays in the cache.
            var room = index > 0 && typeof(T) == typeof(float) ? _memories[0].Transform : null;
            _memories[index] = new LearningRateMemory(groups[index].Name, groups[index].Length, options, width) { Transform = room };
        }

        _rates = new T[ParameterGroup.RequireCover(groups)];
    }

    public int Dimension => _rates.Length;

    // As an array inside, because enumerating an interface allocates.
    public LearningRateMemory[] Memories => _memories;

    public ReadOnlySpan<T> Rates => _rates;

    /// <summary>Learns from the signal, recalls a rate for every coordinate, and goes that far in the direction: η̂(signal) clip(direction, −g, g).</summary>
    /// <param name="signal">What the memories are asked and taught with, [D].</param>
    /// <param name="direction">Where to go, [D].</param>
    /// <param name="target">Receives the steps, [D], or has them subtracted.</param>
    /// <param name="subtract">Which of the two.</param>
    public void Step(ReadOnlySpan<T> signal, ReadOnlySpan<T> direction, Span<T> target, bool subtract)
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
            memory.StepPrepared(
                _rates.AsSpan(offset, memory.Dimension), direction.Slice(offset, memory.Dimension), target.Slice(offset, memory.Dimension), subtract);
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
