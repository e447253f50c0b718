using System.Numerics;

namespace Engram.Numerics.Kernels;

/// <summary>What a tape computes with: the coarse operations that all others are made of, on numbers in the memory of the tape.</summary>
/// <remarks>
/// <see cref="ManagedKernels{T}"/> is the default; another backend is given to a tape when it is made. What a backend must keep to is in
/// KernelsContract, beside the tests. Shapes were checked by whoever calls: spans have the lengths they should, and do not overlap unless said.
/// A backend may compute wherever it likes, but has finished when it returns: the memory belongs to the tape.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public interface IKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>y[i] = f(x[i]); x and y may be the same.</summary>
    void Map(Unary function, ReadOnlySpan<T> x, Span<T> y);

    /// <summary>y[i] = f(a[i · aStep], b[i · bStep]); a step is 1, or 0 for one number that meets all others. y may be a or b where its step is 1.</summary>
    void Combine(Binary function, ReadOnlySpan<T> a, int aStep, ReadOnlySpan<T> b, int bStep, Span<T> y);

    /// <summary>y[i] = a[i] + factor · b[i]; the product is rounded, then the sum. y may be a or b.</summary>
    void AddScaled(ReadOnlySpan<T> a, ReadOnlySpan<T> b, T factor, Span<T> y);

    /// <summary>y[o, i] = fold over c of x[o, c, i]; x is [outer, count, inner], y [outer, inner].</summary>
    void Reduce(Fold fold, ReadOnlySpan<T> x, Span<T> y, int outer, int count, int inner);

    /// <summary>A product of two matrices, with what begins its sums.</summary>
    void Multiply(in MatrixProduct<T> product);

    /// <summary>In place: σ of the input, forget and output gates, tanh of the candidate; gates are [rows, 4 units].</summary>
    void ActivateGates(Span<T> gates, int rows, int units);

    /// <summary>A part of an LSTM cell, row by row.</summary>
    void RunLstm(LstmPart part, in LstmRows<T> rows);

    /// <summary>All steps of an LSTM stack.</summary>
    /// <param name="stack">What runs over what.</param>
    /// <param name="outputs">Receives what is read off, [steps, coordinates].</param>
    /// <param name="nextState">Receives the state after the last step, [2 layers, units, coordinates]; may be where the state before the first is.</param>
    void RunStack(in LstmStack<T> stack, Span<T> outputs, Span<T> nextState);

    /// <summary>The gradient of an LSTM stack by its parameters.</summary>
    /// <param name="stack">What ran over what.</param>
    /// <param name="outputGradients">∂L/∂outputs, [steps, coordinates].</param>
    /// <param name="gradient">Receives ∂L/∂parameters.</param>
    void RunStackBack(in LstmStack<T> stack, ReadOnlySpan<T> outputGradients, Span<T> gradient);
}
