using System.Numerics;
using Engram.Learning.Memory;

namespace Engram.Learning.Optimizers;

/// <summary>An update rule whose rates are recalled from memories, which learn from every step.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface IRemembersRates<T> : IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>One memory per parameter group, in their order.</summary>
    IReadOnlyList<LearningRateMemory> Memories { get; }

    /// <summary>η̂ of the last step, [D].</summary>
    ReadOnlySpan<T> Rates { get; }
}
