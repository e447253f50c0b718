using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <summary>Everything in C#, in lanes, with the same bits on every machine. Without state: any number of tapes may share one.</summary>
/// <remarks>
/// Where the order of operations matters it is stated where it is kept: sums in <see cref="Reduction"/>, products in <see cref="MatrixProduct{T}"/>,
/// elementary functions beside their polynomials. Where a processor has no fused multiply-add it is computed in software, with the same bits and some
/// hundred times slower; see <see cref="Processor"/>.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ManagedKernels<T> : IKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int CacheLine = 64;

    private readonly VectorWidth _width;

    /// <summary>Kernels as wide as the processor is.</summary>
    public ManagedKernels()
        : this(VectorWidths.Widest)
    {
    }

    internal ManagedKernels(VectorWidth width) => _width = width;

    private static int Line => CacheLine / Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public void Map(Unary function, ReadOnlySpan<T> x, Span<T> y)
    {
        switch (function)
        {
            case Unary.Negate:
                Pointwise.Map<T, Negation<T>>(x, y, _width);
                break;
            case Unary.Abs:
                Pointwise.Map<T, Magnitude<T>>(x, y, _width);
                break;
            case Unary.Sign:
                Pointwise.Map<T, SignOf<T>>(x, y, _width);
                break;
            case Unary.Square:
                Pointwise.Map<T, Square<T>>(x, y, _width);
                break;
            case Unary.SquareRoot:
                Pointwise.Map<T, SquareRoot<T>>(x, y, _width);
                break;
            case Unary.Exp:
                ElementaryMap.Apply<T, Exponential>(x, y, _width);
                break;
            case Unary.Log:
                ElementaryMap.Apply<T, NaturalLogarithm>(x, y, _width);
                break;
            case Unary.Sin:
                ElementaryMap.Apply<T, Sine>(x, y, _width);
                break;
            case Unary.Cos:
                ElementaryMap.Apply<T, Cosine>(x, y, _width);
                break;
            case Unary.Relu:
                Pointwise.Map<T, Rectified<T>>(x, y, _width);
                break;
            case Unary.Tanh:
                ElementaryMap.Apply<T, HyperbolicTangent>(x, y, _width);
                break;
            case Unary.Sigmoid:
                ElementaryMap.Apply<T, Logistic>(x, y, _width);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(function), function, null);
        }
    }

    /// <inheritdoc/>
    public void Combine(Binary function, ReadOnlySpan<T> a, int aStep, ReadOnlySpan<T> b, int bStep, Span<T> y)
    {
        switch (function)
        {
            case Binary.Add:
                Pointwise.Combine<T, Sum<T>>(a, aStep, b, bStep, y, _width);
                break;
            case Binary.Subtract:
                Pointwise.Combine<T, Difference<T>>(a, aStep, b, bStep, y, _width);
                break;
            case Binary.Multiply:
                Pointwise.Combine<T, Product<T>>(a, aStep, b, bStep, y, _width);
                break;
            case Binary.Divide:
                Pointwise.Combine<T, Quotient<T>>(a, aStep, b, bStep, y, _width);
                break;
            case Binary.Less:
                Pointwise.Combine<T, IsLess<T>>(a, aStep, b, bStep, y, _width);
                break;
            case Binary.Equal:
                Pointwise.Combine<T, IsEqual<T>>(a, aStep, b, bStep, y, _width);
                break;
            case Binary.KeepWhere:
                Pointwise.Combine<T, WhereNotZero<T>>(a, aStep, b, bStep, y, _width);
                break;
            case Binary.Larger:
                Pointwise.Combine<T, Larger<T>>(a, aStep, b, bStep, y, _width);
                break;
            case Binary.Smaller:
                Pointwise.Combine<T, Smaller<T>>(a, aStep, b, bStep, y, _width);
                break;
            case Binary.ReluSlope:
                Pointwise.Combine<T, RectifiedSlope<T>>(a, aStep, b, bStep, y, _width);
                break;
            case Binary.TanhSlope:
                Pointwise.Combine<T, TanhSlopeOf<T>>(a, aStep, b, bStep, y, _width);
                break;
            case Binary.SigmoidSlope:
                Pointwise.Combine<T, SigmoidSlopeOf<T>>(a, aStep, b, bStep, y, _width);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(function), function, null);
        }
    }

    /// <inheritdoc/>
    public void AddScaled(ReadOnlySpan<T> a, ReadOnlySpan<T> b, T factor, Span<T> y) => ScaledSum<T>.Run(a, b, factor, y, _width);

    /// <inheritdoc/>
    public void Reduce(Fold fold, ReadOnlySpan<T> x, Span<T> y, int outer, int count, int inner)
    {
        if (fold == Fold.Sum)
        {
            Reduction.Fold<T, Sum<T>>(x, y, outer, count, inner, _width);
        }
        else
        {
            Reduction.Fold<T, Larger<T>>(x, y, outer, count, inner, _width);
        }
    }

    /// <inheritdoc/>
    public void Multiply(in MatrixProduct<T> product) => product.Compute(_width);

    /// <inheritdoc/>
    public void ActivateGates(Span<T> gates, int rows, int units) => LstmRows<T>.Activate(gates, rows, units, _width);

    /// <inheritdoc/>
    public void RunLstm(LstmPart part, in LstmRows<T> rows) => rows.Run(part, _width);

    /// <inheritdoc/>
    public void RunStack(in LstmStack<T> stack, Span<T> outputs, Span<T> nextState)
    {
        var blocks = new LstmBlocks<T>(stack, _width);
        var room = ArrayPool<T>.Shared.Rent(blocks.ForwardRoom + Line);
        blocks.Forward(outputs, nextState, FromLine(room));
        ArrayPool<T>.Shared.Return(room);
    }

    /// <inheritdoc/>
    public void RunStackBack(in LstmStack<T> stack, ReadOnlySpan<T> outputGradients, Span<T> gradient)
    {
        var blocks = new LstmBlocks<T>(stack, _width);
        var room = ArrayPool<T>.Shared.Rent(blocks.BackwardRoom + Line);
        blocks.Backward(outputGradients, gradient, FromLine(room));
        ArrayPool<T>.Shared.Return(room);
    }

    // From where a cache line begins, so that no row of lanes lies in two. If the collector moves the array meanwhile, only speed suffers.
    private static unsafe Span<T> FromLine(T[] room)
    {
        var past = (int)((nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(room)) % CacheLine);
        return room.AsSpan(past == 0 ? 0 : (CacheLine - past) / Unsafe.SizeOf<T>());
    }
}
