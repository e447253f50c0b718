using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <summary>
/// The rectified linear unit, y = max(x, 0), backwards. Forwards it is part of <see cref="DenseLayer.Forward(LayerShape, ReadOnlySpan{float},
/// ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, bool)"/>.
/// </summary>
public static class Rectifier
{
    /// <summary>∂L/∂x from ∂L/∂y, in place: 0 where the unit was off, which is where its output is not positive.</summary>
    /// <param name="output">y of the forward pass. Where it is NaN the gradient passes, so that a fault stays visible.</param>
    /// <param name="gradient">∂L/∂y; becomes ∂L/∂x. The derivative at x = 0 is taken as 0.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Backward(ReadOnlySpan<float> output, Span<float> gradient) => Backward(output, gradient, VectorWidths.Widest);

    internal static void Backward(ReadOnlySpan<float> output, Span<float> gradient, VectorWidth width)
    {
        if (output.Length != gradient.Length)
        {
            throw new ArgumentException(
                $"There are {output.Length} outputs and {gradient.Length} gradients; their number must be the same.", nameof(gradient));
        }

        var done = width switch
        {
            VectorWidth.Bits512 => Backward<Lanes512<float>>(output, gradient, 0),
            VectorWidth.Bits256 => Backward<Lanes256<float>>(output, gradient, 0),
            VectorWidth.Bits128 => Backward<Lanes128<float>>(output, gradient, 0),
            _ => 0,
        };
        Backward<SingleLane<float>>(output, gradient, done);
    }

    private static int Backward<TLanes>(ReadOnlySpan<float> output, Span<float> gradient, int start)
        where TLanes : struct, ILanes<TLanes, float>
    {
        ref var y = ref MemoryMarshal.GetReference(output);
        ref var slope = ref MemoryMarshal.GetReference(gradient);
        var zero = TLanes.Broadcast(0);
        var smallest = TLanes.Broadcast(float.Epsilon); // y < ε is y ≤ 0
        var index = start;
        for (; index + TLanes.Count <= output.Length; index += TLanes.Count)
        {
            TLanes.WhereLess(TLanes.Load(in y, index), smallest, zero, TLanes.Load(in slope, index)).Store(ref slope, index);
        }

        return index;
    }
}
