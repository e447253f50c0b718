using System.Numerics;
using Engram.Dynamics.Joints;
using Engram.Dynamics.Spatial;

namespace Engram.Dynamics.Batches;

/// <summary>How the joint's axis is turned against the one before, about their common normal.</summary>
internal enum Twist
{
    /// <summary>Not at all: parallel axes.</summary>
    None,

    /// <summary>By 90°.</summary>
    Quarter,

    /// <summary>By −90°.</summary>
    QuarterBack,

    /// <summary>By another angle.</summary>
    Other,
}

/// <summary>The constants of one link and its joint, rounded once to the precision of the batch.</summary>
internal readonly struct BatchedLink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public BatchedLink(in JointPlacement placement, in SpatialInertia alone, in SpatialInertia load, in SpatialInertia whole, JointFriction friction)
    {
        (CosTwist, SinTwist) = (T.CreateChecked(placement.CosTwist), T.CreateChecked(placement.SinTwist));
        (Length, Height) = (T.CreateChecked(placement.Length), T.CreateChecked(placement.Height));
        (CosZero, SinZero) = (T.CreateChecked(placement.CosZero), T.CreateChecked(placement.SinZero));
        (Alone, Load, Whole) = (new(alone), new(load), new(whole));
        (Viscous, Coulomb) = (T.CreateChecked(friction.Viscous), T.CreateChecked(friction.Coulomb));
        Twist = (placement.CosTwist, placement.SinTwist) switch
        {
            (1, 0) => Twist.None,
            (0, 1) => Twist.Quarter,
            (0, -1) => Twist.QuarterBack,
            _ => Twist.Other,
        };
        TurnedAtZero = placement.SinZero != 0;
        IsFlat = Alone.IsFlat && Load.IsFlat;
    }

    public T CosTwist { get; }

    public T SinTwist { get; }

    /// <summary>a, m.</summary>
    public T Length { get; }

    /// <summary>d, m.</summary>
    public T Height { get; }

    public T CosZero { get; }

    public T SinZero { get; }

    public Twist Twist { get; }

    public bool TurnedAtZero { get; }

    /// <summary>Without payload.</summary>
    public readonly FeltBody<T> Alone;

    /// <summary>The payload.</summary>
    public readonly FeltBody<T> Load;

    /// <summary>Both, added before rounding.</summary>
    public readonly FeltBody<T> Whole;

    /// <summary>Link and payload are symmetric to the plane x = 0.</summary>
    public bool IsFlat { get; }

    /// <summary>Nm s/rad.</summary>
    public T Viscous { get; }

    /// <summary>Nm.</summary>
    public T Coulomb { get; }
}

/// <summary>What torques feel of a body: first moment across the joint's axis, kg m, and inertia at the joint's frame, kg m²; Iyy and the mass are zero.</summary>
internal readonly struct FeltBody<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public FeltBody(in SpatialInertia body)
    {
        var inertia = body.InertiaAtOrigin;
        (X, Y) = (T.CreateChecked(body.FirstMoment.X), T.CreateChecked(body.FirstMoment.Y));
        (Xx, Zz, Xy) = (T.CreateChecked(inertia.Xx), T.CreateChecked(inertia.Zz), T.CreateChecked(inertia.Xy));
        (Xz, Yz) = (T.CreateChecked(inertia.Xz), T.CreateChecked(inertia.Yz));
    }

    public T X { get; }

    public T Y { get; }

    public T Xx { get; }

    public T Zz { get; }

    public T Xy { get; }

    public T Xz { get; }

    public T Yz { get; }

    public bool IsFlat => X == T.Zero && Xy == T.Zero && Xz == T.Zero;
}
