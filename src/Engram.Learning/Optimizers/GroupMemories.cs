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
    private readonly double _bound;
    private readonly VectorWidth _width;

    public GroupMemories(IReadOnlyList<ParameterGroup> groups, LearningRateMemoryOptions options, VectorWidth width)
    {
        _memories = [.. groups.Select(group => new LearningRateMemory(group.Name, group.Length, options))];
        _rates = new T[ParameterGroup.RequireCover(groups)];
        _bound = options.GradientBound;
        _width = width;
    }

    public int Dimension => _rates.Length;

    // As an array inside, because enumerating an interface allocates.
    public LearningRateMemory[] Memories => _memories;

    public ReadOnlySpan<T> Rates => _rates;

    /// <summary>Learns from the signal, recalls a rate for every coordinate, and goes that far in the direction: step = η̂(signal) clip(direction, −g, g).</summary>
    public void Step(ReadOnlySpan<T> signal, ReadOnlySpan<T> direction, Span<T> step)
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

        Clipping.ByValue(direction, T.CreateTruncating(_bound), step, _width);
        Pointwise.Combine<T, Product<T>>(_rates, 1, step, 1, step, _width);
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
