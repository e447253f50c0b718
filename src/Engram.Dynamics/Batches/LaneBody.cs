using System.Numerics;
using System.Runtime.CompilerServices;
using Engram.Numerics.Kernels;

namespace Engram.Dynamics.Batches;

/// <summary>What torques feel of a link's body, with the share of the payload that each state carries: <see cref="FeltBody{T}"/> in lanes.</summary>
/// <remarks>The three numbers that vanish when link and payload are symmetric to the plane x = 0 are zero there, and need not be multiplied with.</remarks>
internal readonly struct LaneBody<TLanes, T>
    where TLanes : struct, ILanes<TLanes, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly TLanes Y;
    public readonly TLanes Xx;
    public readonly TLanes Zz;
    public readonly TLanes Yz;
    public readonly TLanes X;
    public readonly TLanes Xy;
    public readonly TLanes Xz;

    /// <summary>The body of a link.</summary>
    /// <param name="link">The link.</param>
    /// <param name="shares">The share of the payload that each state carries.</param>
    /// <param name="shared">Whether there are shares; else all of the payload is carried.</param>
    /// <param name="column">The first state.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneBody(in BatchedLink<T> link, ref readonly T shares, bool shared, int column)
    {
        ref readonly var whole = ref link.Whole;
        (Y, Xx, Zz, Yz) = (TLanes.Broadcast(whole.Y), TLanes.Broadcast(whole.Xx), TLanes.Broadcast(whole.Zz), TLanes.Broadcast(whole.Yz));
        (X, Xy, Xz) = (TLanes.Broadcast(whole.X), TLanes.Broadcast(whole.Xy), TLanes.Broadcast(whole.Xz));
        if (shared)
        {
            ref readonly var alone = ref link.Alone;
            ref readonly var load = ref link.Load;
            var share = TLanes.Load(in shares, column);
            Y = Mixed(share, load.Y, alone.Y);
            Xx = Mixed(share, load.Xx, alone.Xx);
            Zz = Mixed(share, load.Zz, alone.Zz);
            Yz = Mixed(share, load.Yz, alone.Yz);
            X = Mixed(share, load.X, alone.X);
            Xy = Mixed(share, load.Xy, alone.Xy);
            Xz = Mixed(share, load.Xz, alone.Xz);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Mixed(TLanes share, T load, T alone) => TLanes.FusedMultiplyAdd(share, TLanes.Broadcast(load), TLanes.Broadcast(alone));
}
