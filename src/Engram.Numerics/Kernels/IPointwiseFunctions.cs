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
}

/// <summary>A function of two numbers, for a row of pairs at a time.</summary>
internal interface IBinaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes, T>;
}
