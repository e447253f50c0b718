using System.Numerics;
using Engram.Numerics.Kernels;

namespace Engram.Numerics.Capture;

/// <summary>A call of <see cref="IKernels{T}.Multiply"/>: a <see cref="MatrixProduct{T}"/> that outlives the call.</summary>
internal sealed class MultiplyCall<T>(in MatrixProduct<T> product, CapturedMemory<T> memory) : Call<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Place<T> _a = memory.Find(CapturingKernels<T>.Part(product.A, Reach(product.Rows, product.RowStride, product.Inner, product.InnerStride)));
    private readonly Place<T> _b = memory.Find(CapturingKernels<T>.Part(product.B, Reach(product.Inner, product.RightInnerStride, product.Columns, product.RightColumnStride)));
    private readonly Place<T> _initial = memory.Find(product.Initial);
    private readonly Place<T> _rowInitial = memory.Find(product.RowInitial);
    private readonly Place<T> _gate = memory.Find(product.Gate);
    private readonly Place<T> _c = memory.FindTarget(product.C);
    private readonly (int Row, int Inner) _left = (product.RowStride, product.InnerStride);
    private readonly (int Inner, int Column) _right = (product.RightInnerStride, product.RightColumnStride);
    private readonly (int Rows, int Columns, int Inner) _extents = (product.Rows, product.Columns, product.Inner);
    private readonly bool _rectify = product.Rectify;

    public override void Run(IKernels<T> kernels) => kernels.Multiply(new MatrixProduct<T>
    {
        A = _a.Numbers,
        RowStride = _left.Row,
        InnerStride = _left.Inner,
        B = _b.Numbers,
        RightInnerStride = _right.Inner,
        RightColumnStride = _right.Column,
        Initial = _initial.Numbers,
        RowInitial = _rowInitial.Numbers,
        C = _c.Numbers,
        Rows = _extents.Rows,
        Columns = _extents.Columns,
        Inner = _extents.Inner,
        Rectify = _rectify,
        Gate = _gate.Numbers,
    });

    // From the first number of a matrix to behind its last.
    private static long Reach(int rows, int rowStride, int columns, int columnStride) =>
        rows == 0 || columns == 0 ? 0 : ((rows - 1L) * rowStride) + ((columns - 1L) * columnStride) + 1;
}
