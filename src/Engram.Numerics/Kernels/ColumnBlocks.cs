using System.Numerics;

namespace Engram.Numerics.Kernels;

/// <summary>Work on a batch that lies in columns: [features, batch], so that neighbours in memory are the same feature of neighbouring samples.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface IColumnKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Does the columns from <paramref name="column"/> on, as many as <typeparamref name="TLanes"/> has lanes.</summary>
    /// <param name="column">The first of them; all exist.</param>
    /// <typeparam name="TLanes">The row of samples computed side by side.</typeparam>
    /// <remarks>Mark the method that does the work as not to be inlined, and make a long one a few of them: how much the compiler inlines into a method
    /// goes by the method's own size, and beyond it single operations become calls, ten times as slow.</remarks>
    void Compute<TLanes>(int column)
        where TLanes : struct, ILanes<TLanes, T>;
}

/// <summary>Goes through a batch in blocks as wide as the processor's vectors.</summary>
/// <remarks>
/// What is left after the last full block is done with blocks half as wide, and so on, so that every column is computed exactly once and any batch
/// size will do. As lanes never meet, a kernel whose lane is one fixed chain of operations gives each sample the same bits in every batch and at
/// every width.
/// </remarks>
public static class ColumnBlocks
{
    /// <summary>Computes every column once, from left to right.</summary>
    /// <param name="kernel">What to do with a block.</param>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="width">The widest block; <see cref="VectorWidths.Widest"/> but for tests. Wider than the machine is right and slow.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TKernel">The kernel.</typeparam>
    /// <remarks>Allocates nothing.</remarks>
    public static void Run<T, TKernel>(ref TKernel kernel, int columns, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, IColumnKernel<T>, allows ref struct
    {
        var column = 0;
        if (width >= VectorWidth.Bits512)
        {
            column = Run<T, TKernel, Lanes512<T>>(ref kernel, column, columns);
        }

        if (width >= VectorWidth.Bits256)
        {
            column = Run<T, TKernel, Lanes256<T>>(ref kernel, column, columns);
        }

        if (width >= VectorWidth.Bits128)
        {
            column = Run<T, TKernel, Lanes128<T>>(ref kernel, column, columns);
        }

        Run<T, TKernel, SingleLane<T>>(ref kernel, column, columns);
    }

    private static int Run<T, TKernel, TLanes>(ref TKernel kernel, int column, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, IColumnKernel<T>, allows ref struct
        where TLanes : struct, ILanes<TLanes, T>
    {
        for (; column + TLanes.Count <= columns; column += TLanes.Count)
        {
            kernel.Compute<TLanes>(column);
        }

        return column;
    }
}
