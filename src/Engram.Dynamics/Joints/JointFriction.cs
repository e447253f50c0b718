using Engram.Numerics.Kernels;

namespace Engram.Dynamics.Joints;

/// <summary>Viscous and Coulomb friction of a joint: d q̇ + f tanh(q̇ / v).</summary>
/// <param name="Viscous">d, Nm s/rad, not negative.</param>
/// <param name="Coulomb">f, Nm, not negative.</param>
/// <remarks>The tanh stands for the sign of q̇, which would jump at standstill; at three times <see cref="SmoothingSpeed"/> it is 0.995.</remarks>
public readonly record struct JointFriction(double Viscous, double Coulomb)
{
    /// <summary>v, the speed below which Coulomb friction fades to zero: 0.05 rad/s.</summary>
    public const double SmoothingSpeed = 0.05;

    /// <summary>No friction.</summary>
    public static JointFriction None => default;

    /// <summary>The torque that overcomes the friction, Nm; it has the sign of the velocity.</summary>
    /// <param name="velocity">q̇, rad/s.</param>
    public double Torque(double velocity) => Viscous * velocity + Coulomb * Hyperbolic.Tanh(velocity / SmoothingSpeed);
}
