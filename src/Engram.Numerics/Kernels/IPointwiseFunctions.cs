using System.Numerics;

namespace Engram.Numerics.Kernels;

/// <summary>A function of one number, for a row of them at a time.</summary>
internal interface IUnaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether four rows side by side would be more than the compiler makes one piece of.</summary>
    static virtual bool IsLong => false;

    static abstract TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, T>;

    /// <summary>target[i] = f(x[i]) for the first numbers, with the bits of <see cref="Of"/>, where there is a better way for many of them than
    /// <see cref="Of"/> on four rows side by side.</summary>
    /// <returns>How many are done, a multiple of four rows; 0 where there is no such way.</returns>
    static virtual int InFours<TLanes>(ReadOnlySpan<T> x, Span<T> target)
        where TLanes : struct, ILanes<TLanes, T> => 0;
}

/// <summary>A function of two numbers, for a row of pairs at a time.</summary>
internal interface IBinaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes, T>;
}
