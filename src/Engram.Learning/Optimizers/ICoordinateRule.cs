using System.Numerics;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>
/// What a rule does to one coordinate: a chain of operations, written once for every vector width, and up to three numbers carried to the next step.
/// </summary>
/// <remarks>A rule that looks at each coordinate alone is a struct of this kind; <see cref="CoordinateRule{T, TRule}"/> makes an update rule of it.</remarks>
/// <typeparam name="T">float or double.</typeparam>
internal interface ICoordinateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many numbers each coordinate carries, 0 to 3.</summary>
    static abstract int Carries { get; }

    /// <summary>The names that their tensors have in a file.</summary>
    static abstract string[] CarriedNames { get; }

    /// <summary>Which of them is a mean of the gradients; −1 where none is.</summary>
    static abstract int Smoothed { get; }

    /// <summary>The name that <see cref="Counters"/> has in a file; null where the rule counts nothing.</summary>
    static abstract string? CounterName { get; }

    /// <summary>Whether the chain looks at the parameters themselves.</summary>
    static abstract bool ReadsParameters { get; }

    /// <summary>What the rule counts from step to step for all coordinates together.</summary>
    (double First, double Second) Counters { get; set; }

    /// <summary>What a carried number is before the first step.</summary>
    T Initial(int carried);

    /// <summary>Counts one step, before its coordinates are computed.</summary>
    void Count();

    /// <summary>One coordinate's step, which is to be subtracted from its parameter.</summary>
    TLanes Step<TLanes>(TLanes parameter, TLanes gradient, ref TLanes first, ref TLanes second, ref TLanes third)
        where TLanes : struct, ILanes<TLanes, T>;
}
