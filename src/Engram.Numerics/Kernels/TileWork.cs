using System.Numerics;

namespace Engram.Numerics.Kernels;

/// <summary>What all tiles of a strip have in common.</summary>
internal ref struct TileWork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The whole result; tiles say where in it they are.</summary>
    public ref T Target;

    /// <summary>Numbers that open and close the gate of those of the result, in the same places; a null reference without one.</summary>
    public ref readonly T Gate;

    /// <summary>The first element of A that counts.</summary>
    public ref readonly T A;

    /// <summary>The first row of the result that is computed.</summary>
    public int FirstRow;

    /// <summary>How many rows are.</summary>
    public int Rows;

    /// <summary>From a row of A to the next.</summary>
    public nint RowStride;

    /// <summary>From an element of a row of A to the next.</summary>
    public nint InnerStride;

    /// <summary>From a row of B to the next.</summary>
    public nint Below;

    /// <summary>How many k there are.</summary>
    public nint Inner;

    /// <summary>From a row of the starting values to the next; 0 when all rows start alike.</summary>
    public nint StartStride;

    /// <summary>From a row of the result to the next.</summary>
    public nint TargetStride;

    /// <summary>How many numbers the last vector of the strip has.</summary>
    public int Last;
}
