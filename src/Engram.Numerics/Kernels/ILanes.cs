using System.Numerics;

namespace Engram.Numerics.Kernels;

/// <summary>A row of numbers that are computed side by side: one source of a kernel serves every vector width, and a single number too.</summary>
/// <remarks>
/// Every operation acts on each lane alone and is exact or correctly rounded (IEEE 754), so a kernel whose element is one fixed chain of
/// operations has the same bits at every width. There is deliberately no sum across lanes, no estimate and no operation that may or may not fuse.
/// <para>Nothing is checked, in particular not where <see cref="Load"/> reads and <see cref="Store"/> writes: a kernel checks the lengths of its spans
/// once, before its loop. <see cref="ColumnBlocks"/> chooses the width.</para>
/// </remarks>
/// <typeparam name="TSelf">The row.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
public interface ILanes<TSelf, T>
    where TSelf : struct, ILanes<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many numbers there are in the row.</summary>
    static abstract int Count { get; }

    /// <summary>How many such rows a processor that has them keeps at hand.</summary>
    static abstract int Registers { get; }

    /// <summary>The same number in every lane.</summary>
    /// <param name="value">The number.</param>
    static abstract TSelf Broadcast(T value);

    /// <summary>Reads <see cref="Count"/> numbers; no alignment is asked for, and nothing is checked.</summary>
    /// <param name="source">Where the offset counts from.</param>
    /// <param name="offset">In numbers, to the first one read.</param>
    static abstract TSelf Load(ref readonly T source, nint offset);

    /// <summary>Writes <see cref="Count"/> numbers; nothing is checked.</summary>
    /// <param name="target">Where the offset counts from.</param>
    /// <param name="offset">In numbers, to the first one written.</param>
    void Store(ref T target, nint offset);

    /// <summary>Reads only the first numbers of a row, nothing past them; the others are 0.</summary>
    /// <param name="source">Pinned: it may be read by its address.</param>
    /// <param name="offset">Of the first.</param>
    /// <param name="count">How many, 1 to <see cref="Count"/>.</param>
    static abstract TSelf LoadFirst(ref readonly T source, nint offset, int count);

    /// <summary>Writes only the first numbers of the row.</summary>
    /// <param name="target">Pinned.</param>
    /// <param name="offset">Of the first.</param>
    /// <param name="count">How many, 1 to <see cref="Count"/>.</param>
    void StoreFirst(ref T target, nint offset, int count);

    /// <summary>The sum.</summary>
    /// <param name="left">First summand.</param>
    /// <param name="right">Second summand.</param>
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>The difference.</summary>
    /// <param name="left">What is subtracted from.</param>
    /// <param name="right">What is subtracted.</param>
    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary>The number with its sign turned: exact, zeros and NaN included.</summary>
    /// <param name="value">The number.</param>
    static abstract TSelf operator -(TSelf value);

    /// <summary>The product.</summary>
    /// <param name="left">First factor.</param>
    /// <param name="right">Second factor.</param>
    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>The quotient.</summary>
    /// <param name="left">What is divided.</param>
    /// <param name="right">By what.</param>
    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>left × right + addend, rounded once; in software, slowly and with the same bits, where the processor cannot.</summary>
    /// <param name="left">First factor.</param>
    /// <param name="right">Second factor.</param>
    /// <param name="addend">What is added.</param>
    static abstract TSelf FusedMultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>addend − left × right, rounded once: the fused multiply-add of −left, without turning a sign.</summary>
    /// <param name="left">First factor.</param>
    /// <param name="right">Second factor.</param>
    /// <param name="addend">What is subtracted from.</param>
    static abstract TSelf FusedMultiplySubtractFrom(TSelf left, TSelf right, TSelf addend);

    /// <summary>Lane by lane, <paramref name="yes"/> where left &lt; right, else <paramref name="no"/>; a NaN is not less.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">With what.</param>
    /// <param name="yes">Taken where it is less.</param>
    /// <param name="no">Taken elsewhere.</param>
    static abstract TSelf WhereLess(TSelf left, TSelf right, TSelf yes, TSelf no);

    /// <summary>Lane by lane, <paramref name="yes"/> where left = right, else <paramref name="no"/>; −0 equals 0, and a NaN equals nothing.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">With what.</param>
    /// <param name="yes">Taken where both are equal.</param>
    /// <param name="no">Taken elsewhere.</param>
    static abstract TSelf WhereEqual(TSelf left, TSelf right, TSelf yes, TSelf no);

    /// <summary>Lane by lane, left where left &lt; right, else right: right too where one of them is NaN or both are zero.</summary>
    static abstract TSelf Smaller(TSelf left, TSelf right);

    /// <summary>Lane by lane, left where left &gt; right, else right: right too where one of them is NaN or both are zero.</summary>
    static abstract TSelf Larger(TSelf left, TSelf right);

    /// <summary>Whether left &lt; right in any lane; a NaN is not less. Only for choosing between two ways to the same bits.</summary>
    static abstract bool AnyLess(TSelf left, TSelf right);

    /// <summary>The nearest whole number, the even one of two that are as near; the sign of zero stays.</summary>
    /// <param name="value">x.</param>
    static abstract TSelf Whole(TSelf value);

    /// <summary>x · 2ⁿ, rounded once, as long as x · 2^(n / 2) is a normal number.</summary>
    /// <param name="value">x.</param>
    /// <param name="exponent">n, whole.</param>
    static abstract TSelf TimesPowerOfTwo(TSelf value, TSelf exponent);

    /// <summary>√x, correctly rounded; NaN below 0, and √−0 = −0.</summary>
    /// <param name="value">x.</param>
    static abstract TSelf SquareRoot(TSelf value);

    /// <summary>The bits that both have: with a number that is only a sign bit, the sign of the other.</summary>
    /// <param name="left">First bits.</param>
    /// <param name="right">Second bits.</param>
    static abstract TSelf operator &(TSelf left, TSelf right);

    /// <summary>The bits that at least one has.</summary>
    /// <param name="left">First bits.</param>
    /// <param name="right">Second bits.</param>
    static abstract TSelf operator |(TSelf left, TSelf right);

    /// <summary>The bits that only one has: with a number that is only a sign bit, the other with its sign turned.</summary>
    /// <param name="left">First bits.</param>
    /// <param name="right">Second bits.</param>
    static abstract TSelf operator ^(TSelf left, TSelf right);

    /// <summary>Moves the bits of each number, read as an unsigned integer, to the right.</summary>
    /// <param name="value">The bits.</param>
    /// <param name="count">By how many places: less than the number has.</param>
    static abstract TSelf ShiftBitsRight(TSelf value, int count);

    /// <summary>Moves the bits of each number, read as an integer, to the left.</summary>
    /// <param name="value">The bits.</param>
    /// <param name="count">By how many places: less than the number has.</param>
    static abstract TSelf ShiftBitsLeft(TSelf value, int count);
}
