using System.Numerics;

namespace Engram.Numerics.Kernels;

/// <summary>A row of numbers that are computed side by side: one source of a kernel serves every vector width, and a single number too.</summary>
/// <remarks>
/// Every operation acts on each lane alone and is exact or correctly rounded (IEEE 754), so a kernel whose element is one fixed chain of
/// operations has the same bits at every width. There is deliberately no sum across lanes, no estimate and no operation that may or may not fuse.
/// </remarks>
/// <typeparam name="TSelf">The row.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
internal interface ILanes<TSelf, T>
    where TSelf : struct, ILanes<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many numbers there are in the row.</summary>
    static abstract int Count { get; }

    static abstract TSelf Broadcast(T value);

    /// <summary>Reads <see cref="Count"/> numbers; no alignment is asked for, and nothing is checked.</summary>
    static abstract TSelf Load(ref readonly T source, nint offset);

    /// <summary>Writes <see cref="Count"/> numbers; nothing is checked.</summary>
    void Store(ref T target, nint offset);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>left × right + addend, rounded once; in software, slowly and with the same bits, where the processor cannot.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>Lane by lane, <paramref name="yes"/> where left &lt; right, else <paramref name="no"/>; a NaN is not less.</summary>
    static abstract TSelf WhereLess(TSelf left, TSelf right, TSelf yes, TSelf no);

    /// <summary>Lane by lane, <paramref name="yes"/> where left = right, else <paramref name="no"/>; −0 equals 0, and a NaN equals nothing.</summary>
    static abstract TSelf WhereEqual(TSelf left, TSelf right, TSelf yes, TSelf no);

    /// <summary>√x, correctly rounded; NaN below 0, and √−0 = −0.</summary>
    static abstract TSelf SquareRoot(TSelf value);

    /// <summary>The bits that both have: with a number that is only a sign bit, the sign of the other.</summary>
    static abstract TSelf operator &(TSelf left, TSelf right);

    /// <summary>The bits that at least one has.</summary>
    static abstract TSelf operator |(TSelf left, TSelf right);

    /// <summary>The bits that only one has: with a number that is only a sign bit, the other with its sign turned.</summary>
    static abstract TSelf operator ^(TSelf left, TSelf right);

    /// <summary>Moves the bits of each number, read as an unsigned integer, to the right.</summary>
    static abstract TSelf ShiftBitsRight(TSelf value, int count);

    /// <summary>Moves the bits of each number, read as an integer, to the left.</summary>
    static abstract TSelf ShiftBitsLeft(TSelf value, int count);
}
