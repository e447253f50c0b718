using System.Numerics;
using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>C = initial + A B; A and B read with any strides, C row-major without gaps.</summary>
/// <remarks>
/// Specified to the bit: C[m, n] starts at initial[n], or at what its row begins with, or at 0, and takes fma(A[m, k], B[k, n], ·) for k = 0, 1, … in that order. Everything else chooses
/// only what is computed side by side and what lies in which cache, so every machine gives the same numbers:
/// C is cut into strips of a few vectors of columns, strips into tiles of up to twelve rows, and a tile stays in registers while k runs
/// (<see cref="Tiles{T, TStrip, TBeginning, TEnding}"/>). A large or turned B is copied piece by piece (Panels); between pieces the chain is written
/// to C and taken up again from there. O(M N K); allocates nothing.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public readonly ref partial struct MatrixProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _rightInnerStride;
    private readonly int _rightColumnStride;

    /// <summary>The left matrix, from its first number on.</summary>
    public required ReadOnlySpan<T> A { get; init; }

    /// <summary>Distance in A from one row to the next.</summary>
    public required int RowStride { get; init; }

    /// <summary>Distance in A from one k to the next.</summary>
    public required int InnerStride { get; init; }

    /// <summary>[Inner, Columns].</summary>
    public required ReadOnlySpan<T> B { get; init; }

    /// <summary>Distance in B from one k to the next; Columns unless set.</summary>
    public int RightInnerStride
    {
        get => _rightInnerStride == 0 ? Columns : _rightInnerStride;
        init => _rightInnerStride = value;
    }

    /// <summary>Distance in B from one column to the next; 1 unless set.</summary>
    public int RightColumnStride
    {
        get => _rightColumnStride == 0 ? 1 : _rightColumnStride;
        init => _rightColumnStride = value;
    }

    /// <summary>[Columns], or empty for zeros.</summary>
    public ReadOnlySpan<T> Initial { get; init; }

    /// <summary>[Rows], or empty: what all numbers of a row begin with; −0 counts as 0. Not together with <see cref="Initial"/>, <see cref="Rectify"/> or <see cref="Gate"/>.</summary>
    public ReadOnlySpan<T> RowInitial { get; init; }

    /// <summary>[Rows, Columns]; overwritten; must not overlap the inputs.</summary>
    public required Span<T> C { get; init; }

    /// <summary>M.</summary>
    public required int Rows { get; init; }

    /// <summary>N.</summary>
    public required int Columns { get; init; }

    /// <summary>K.</summary>
    public required int Inner { get; init; }

    /// <summary>Whether negative results become 0. NaN stays NaN.</summary>
    public bool Rectify { get; init; }

    /// <summary>[Rows, Columns], or empty: where a number of it is not positive, the result becomes 0. Not together with <see cref="Rectify"/>.</summary>
    public ReadOnlySpan<T> Gate { get; init; }

    /// <summary>Fills <see cref="C"/>.</summary>
    /// <param name="widest">No wider vectors are used.</param>
    /// <exception cref="ArgumentException">A span is shorter than the extents say.</exception>
    internal void Compute(VectorWidth widest)
    {
        RequireRoom();
        if (IsRowWhenTurned)
        {
            ComputeTurned(widest);
            return;
        }

        switch (widest)
        {
            case VectorWidth.Bits512:
                Compute<Lanes512<T>>();
                break;
            case VectorWidth.Bits256:
                Compute<Lanes256<T>>();
                break;
            case VectorWidth.Bits128:
                Compute<Lanes128<T>>();
                break;
            default:
                Compute<SingleLane<T>>();
                break;
        }
    }

    // One column whose left matrix lies column by column: turned, it is one row, which is computed in lanes. fma(a, b, c) is fma(b, a, c).
    private bool IsRowWhenTurned => Columns == 1 && Rows > 1 && RowStride == 1 && InnerStride > 0 && Initial.IsEmpty && RowInitial.IsEmpty;

    [MethodImpl(MethodImplOptions.NoInlining)] // whoever inlined it would clear room for a second product each time
    private void ComputeTurned(VectorWidth widest) => new MatrixProduct<T>
    {
        A = B, RowStride = 1, InnerStride = RightInnerStride, B = A, RightInnerStride = InnerStride, Gate = Gate, C = C, Rows = 1, Columns = Rows, Inner = Inner,
        Rectify = Rectify,
    }.Compute(widest);

    private void Compute<TLanes>()
        where TLanes : struct, ILanes<TLanes, T>
    {
        if (!RowInitial.IsEmpty)
        {
            Require(RowInitial.Length, Rows);
            Compute<TLanes, RowBeginning, PlainEnding>();
        }
        else if (Initial.IsEmpty)
        {
            Compute<TLanes, ZeroBeginning>();
        }
        else
        {
            Require(Initial.Length, Columns);
            Compute<TLanes, ColumnBeginning>();
        }
    }

    private void Compute<TLanes, TBeginning>()
        where TLanes : struct, ILanes<TLanes, T>
        where TBeginning : struct, IBeginning
    {
        if (Rectify)
        {
            Compute<TLanes, TBeginning, RectifiedEnding>();
        }
        else if (!Gate.IsEmpty)
        {
            Require(Gate.Length, (long)Rows * Columns);
            Compute<TLanes, TBeginning, GatedEnding>();
        }
        else
        {
            Compute<TLanes, TBeginning, PlainEnding>();
        }
    }

    // The tiles check nothing. What sums begin with and end with is asked for, and checked, where it is looked at anyway.
    private void RequireRoom()
    {
        var a = A.Length - 1 - ((Rows - 1L) * RowStride) - ((Inner - 1L) * InnerStride);
        var b = B.Length - 1 - ((Inner - 1L) * RightInnerStride) - ((Columns - 1L) * RightColumnStride);
        var c = C.Length - ((long)Rows * Columns);
        if ((a | b | c) < 0)
        {
            throw TooShort();
        }
    }

    private void Require(int length, long needed)
    {
        if (length < needed)
        {
            throw TooShort();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // a message clears room for itself wherever it is made
    private ArgumentException TooShort() =>
        new($"A product [{Rows}, {Inner}] by [{Inner}, {Columns}] reaches beyond its numbers: A has {A.Length}, B {B.Length}, C {C.Length}.");
}
