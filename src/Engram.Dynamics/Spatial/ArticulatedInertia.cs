namespace Engram.Dynamics.Spatial;

/// <summary>How a link resists acceleration when the joints behind it are free to yield: moment = I α + H a, force = Hᵀ α + M a.</summary>
/// <param name="Inertia">I, kg m².</param>
/// <param name="Coupling">H, kg m.</param>
/// <param name="Mass">M, kg: no longer the same in all directions.</param>
/// <remarks>Source: Featherstone, Rigid Body Dynamics Algorithms (2008), section 7.2.</remarks>
internal readonly record struct ArticulatedInertia(SymmetricMatrix3d Inertia, Matrix3d Coupling, SymmetricMatrix3d Mass)
{
    public static ArticulatedInertia Of(in SpatialInertia body) =>
        new(body.InertiaAtOrigin, Matrix3d.Cross(body.FirstMoment), SymmetricMatrix3d.Diagonal(body.Mass, body.Mass, body.Mass));

    /// <summary>What remains when a hinge yields that answers a unit acceleration with <paramref name="response"/>.</summary>
    /// <param name="response">The wrench of a unit acceleration about the hinge.</param>
    /// <param name="stiffness">Its moment about the hinge, positive.</param>
    public ArticulatedInertia Yielding(in Wrench response, double stiffness)
    {
        var half = -0.5 / stiffness;
        return new(
            Inertia + half * SymmetricMatrix3d.SymmetricProduct(response.Moment, response.Moment),
            Coupling + 2 * half * Matrix3d.Outer(response.Moment, response.Force),
            Mass + half * SymmetricMatrix3d.SymmetricProduct(response.Force, response.Force));
    }

    /// <summary>The same in coordinates, and about the origin, of the frame that <paramref name="pose"/> stands in.</summary>
    public ArticulatedInertia In(in Pose pose)
    {
        var mass = Mass.Rotated(pose.Orientation);
        var coupling = Coupling.Rotated(pose.Orientation);
        var arm = Matrix3d.Cross(pose.Origin);
        var lever = arm * (Matrix3d)mass;

        // I + P Hᵀ + H Pᵀ + P M Pᵀ, the last term split in two halves.
        var shift = arm * coupling.Transposed + 0.5 * (lever * arm.Transposed);
        return new(Inertia.Rotated(pose.Orientation) + shift.PlusTransposed, coupling + lever, mass);
    }

    public static Wrench operator *(in ArticulatedInertia inertia, in Motion acceleration) => new(
        inertia.Coupling.Transposed * acceleration.Angular + inertia.Mass * acceleration.Linear,
        inertia.Inertia * acceleration.Angular + inertia.Coupling * acceleration.Linear);

    public static ArticulatedInertia operator +(in ArticulatedInertia left, in ArticulatedInertia right) =>
        new(left.Inertia + right.Inertia, left.Coupling + right.Coupling, left.Mass + right.Mass);
}
