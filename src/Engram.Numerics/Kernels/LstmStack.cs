using System.Numerics;

namespace Engram.Numerics.Kernels;

/// <summary>A stack of LSTM layers that runs over time for many coordinates, which share its parameters.</summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly ref struct LstmStack<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The network.</summary>
    public required LstmStackShape Shape { get; init; }

    /// <summary>See <see cref="LstmStackShape"/>.</summary>
    public required ReadOnlySpan<T> Parameters { get; init; }

    /// <summary>How many steps.</summary>
    public required int Steps { get; init; }

    /// <summary>How many coordinates.</summary>
    public required int Coordinates { get; init; }

    /// <summary>[steps, inputs, coordinates].</summary>
    public required ReadOnlySpan<T> Inputs { get; init; }

    /// <summary>Before the first step: h, c of the first layer, then of the next, [2 layers, units, coordinates].</summary>
    public required ReadOnlySpan<T> State { get; init; }
}
