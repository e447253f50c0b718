namespace Engram.Dynamics.Spatial;

/// <summary>The ten numbers that say how a rigid body resists motion, about the origin of its frame and not about its centre of mass.</summary>
/// <param name="Mass">kg.</param>
/// <param name="FirstMoment">Mass times centre of mass, kg m.</param>
/// <param name="InertiaAtOrigin">Inertia tensor about the origin of the frame, kg m².</param>
/// <remarks>
/// In this form bodies welded together simply add up, a body that is taken over gradually is a multiple of itself, and <c>default</c> is
/// "nothing there": a load may come and go at every sample without a division and without a new model.
/// Source: Featherstone, Rigid Body Dynamics Algorithms (2008), section 2.13.
/// </remarks>
public readonly record struct SpatialInertia(double Mass, Vector3d FirstMoment, SymmetricMatrix3d InertiaAtOrigin)
{
    /// <summary>The body from what a data sheet gives.</summary>
    /// <param name="mass">kg, not negative.</param>
    /// <param name="centerOfMass">In the frame of the body, m.</param>
    /// <param name="inertiaAtCenterOfMass">Inertia tensor about the centre of mass, axes of the frame, kg m².</param>
    public static SpatialInertia FromCenterOfMass(double mass, Vector3d centerOfMass, SymmetricMatrix3d inertiaAtCenterOfMass)
    {
        if (!(mass >= 0) || double.IsInfinity(mass))
        {
            throw new ArgumentOutOfRangeException(nameof(mass), mass, "A mass is a finite number of kg, not negative. For no body use default.");
        }

        return new(mass, mass * centerOfMass, inertiaAtCenterOfMass + mass * Steiner(centerOfMass, centerOfMass));
    }

    /// <summary>Centre of mass in the frame of the body, m; the origin when there is no mass.</summary>
    public Vector3d CenterOfMass => Mass == 0 ? Vector3d.Zero : 1 / Mass * FirstMoment;

    /// <summary>Inertia tensor about the centre of mass, axes of the frame, kg m².</summary>
    public SymmetricMatrix3d InertiaAtCenterOfMass => InertiaAtOrigin - Steiner(CenterOfMass, FirstMoment);

    /// <summary>The same body in coordinates, and about the origin, of the frame that <paramref name="pose"/> stands in.</summary>
    /// <param name="pose">The pose of this body's frame.</param>
    public SpatialInertia In(in Pose pose)
    {
        var moment = pose.Orientation.Apply(FirstMoment);
        var shift = 2 * Steiner(pose.Origin, moment) + Mass * Steiner(pose.Origin, pose.Origin);
        return new(Mass, moment + Mass * pose.Origin, InertiaAtOrigin.Rotated(pose.Orientation) + shift);
    }

    /// <summary>Two bodies of the same frame, welded together.</summary>
    /// <param name="left">First body.</param>
    /// <param name="right">Second body.</param>
    public static SpatialInertia operator +(in SpatialInertia left, in SpatialInertia right) =>
        new(left.Mass + right.Mass, left.FirstMoment + right.FirstMoment, left.InertiaAtOrigin + right.InertiaAtOrigin);

    /// <summary>A body of the same shape whose density is multiplied.</summary>
    /// <param name="factor">The number, not negative.</param>
    /// <param name="body">The body.</param>
    public static SpatialInertia operator *(double factor, in SpatialInertia body) =>
        new(factor * body.Mass, factor * body.FirstMoment, factor * body.InertiaAtOrigin);

    /// <summary>The wrench that gives the body this motion.</summary>
    /// <param name="angularVelocity">ω of the frame, rad/s.</param>
    /// <param name="angularAcceleration">Its derivative, rad/s².</param>
    /// <param name="acceleration">Acceleration of the frame's origin, minus gravity if there is any, m/s².</param>
    /// <returns>Force, and moment about the origin, both in the frame of the body (Newton's and Euler's equations about the origin).</returns>
    public Wrench WrenchFor(Vector3d angularVelocity, Vector3d angularAcceleration, Vector3d acceleration) => new(
        Mass * acceleration + angularAcceleration.Cross(FirstMoment) + angularVelocity.Cross(angularVelocity.Cross(FirstMoment)),
        InertiaAtOrigin * angularAcceleration + angularVelocity.Cross(InertiaAtOrigin * angularVelocity) + FirstMoment.Cross(acceleration));

    // (a·b) E − ½ (a bᵀ + b aᵀ): with a = b = c and a factor m the parallel-axis term of Steiner's theorem.
    private static SymmetricMatrix3d Steiner(Vector3d a, Vector3d b)
    {
        var dot = a.Dot(b);
        return SymmetricMatrix3d.Diagonal(dot, dot, dot) - 0.5 * SymmetricMatrix3d.SymmetricProduct(a, b);
    }
}
