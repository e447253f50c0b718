using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Dynamics.Batches;

/// <summary>Where the batched algorithms keep what they find on the way, for one block of states at a time. One per thread, allocated once.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class BatchData<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows for each joint at the front: sine and cosine of its angle.</summary>
    internal const int TurnRows = 2;

    /// <summary>Rows for each link behind those, for an algorithm to use as it likes.</summary>
    internal const int LinkRows = 22;

    private const int WidestRow = 64; // bytes
    private readonly T[] numbers;
    private readonly int start;

    /// <summary>Room for computations with an arm, or with any other of as many joints; batches may have any size.</summary>
    /// <param name="arm">The arm.</param>
    public BatchData(BatchedArm<T> arm)
    {
        ArgumentNullException.ThrowIfNull(arm);
        DegreesOfFreedom = arm.DegreesOfFreedom;
        var lanes = WidestRow / Unsafe.SizeOf<T>();
        numbers = GC.AllocateArray<T>((DegreesOfFreedom * (TurnRows + LinkRows) + 1) * lanes, pinned: true);

        // Rows that begin where a cache line does are read and written in one go.
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(numbers, 0);
        start = (int)((WidestRow - address % WidestRow) % WidestRow) / Unsafe.SizeOf<T>();
    }

    internal int DegreesOfFreedom { get; }

    internal ref T Rows => ref numbers[start];
}
