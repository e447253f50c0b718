using Engram.Dynamics.Joints;
using Engram.Dynamics.Spatial;

namespace Engram.Dynamics.Robots;

/// <summary>KUKA lightweight robot LWR IV/IV+: seven joints, mounted sideways on a torso, with a three-finger hand.</summary>
/// <remarks>
/// <para>At zero all joint frames stand on one line along the base's z axis, the flange 1.1785 m above the base plate; the frame of the last link
/// is the flange. Standard Denavit–Hartenberg form: a = 0, α = (90, −90, −90, 90, 90, −90, 0)°, d = (0.3105, 0, 0.400, 0, 0.390, 0, 0.078) m.</para>
/// <para>Kinematics, limits and inertias: the public descriptions kuka-isir/rtt_lwr, CentroEPiaggio/kuka-lwr and RCPRG-ros-pkg/lwr_robot. Where they
/// give a range (torque limits 176–200 Nm, 30–38 Nm; speed 110–112.5 °/s) the lower value is taken.</para>
/// <para>Departure from the published file: the inertias of links 1 and 6 are divided by 10, that of link 7 by 1000. As published, link 1 would have
/// a radius of gyration of 0.26 m and link 7 of 0.62 m, larger than the links are, while link 3, the mirror image of link 1, has the small value.
/// All seven are then positive definite and obey the triangle inequality.</para>
/// <para>Friction: viscous and Coulomb values of the same descriptions; the smooth sign at standstill is ours.</para>
/// </remarks>
public static class KukaLwr4
{
    /// <summary>Sideways: the base's z axis is horizontal and points to −y of the world (the right arm of a torso), its y axis points up.</summary>
    /// <remarks>
    /// A turn by +90° about x, its entries exact. On an upright base gravity would ask no torque of joint 1; sideways it asks the 30 to 35 Nm
    /// that the paper reports of its first joint (Meier, Kappler, Schaal 2018, section IV).
    /// </remarks>
    public static Rotation3d SidewaysMounting => new(Vector3d.UnitX, -Vector3d.UnitZ, Vector3d.UnitY);

    /// <summary>The three-finger hand, in the frame of the flange: 0.98 kg, 0.06 m beyond it.</summary>
    /// <remarks>The catalogue mass of a Barrett hand; centre of mass and inertia are estimates of ours.</remarks>
    public static SpatialInertia Hand => SpatialInertia.FromCenterOfMass(0.98, new(0, 0, 0.06), SymmetricMatrix3d.Diagonal(0.003, 0.003, 0.001));

    /// <summary>The arm alone, mounted sideways.</summary>
    public static RobotModel Arm { get; } = new("KUKA LWR IV", SidewaysMounting,
    [
        Link(0.1020, Vector3d.UnitZ, 170, 110, 176, new(0.20, 1.0),
            2.3034, new(0, 0.02333, 0.11815), new(0.015608, 0.015347, 0.0044074, 0, 0, 0.0031917)),
        Link(0.2085, -Vector3d.UnitY, 120, 110, 176, new(0.18, 1.0),
            2.3034, new(0, -0.03275, 0.07366), new(0.0142349, 0.0141320, 0.0042479, 0, 0, 0.0022809)),
        Link(0.1915, Vector3d.UnitZ, 170, 128, 100, new(0.10, 1.0),
            2.3034, new(0, -0.02333, 0.11815), new(0.0156098, 0.0153477, 0.0044071, 0, 0, -0.0031922)),
        Link(0.2085, Vector3d.UnitY, 120, 128, 100, new(0.15, 1.0),
            2.3034, new(0, 0.03274, 0.07366), new(0.0142337, 0.0141316, 0.0042482, 0, 0, -0.0022806)),
        Link(0.1915, Vector3d.UnitZ, 170, 204, 100, new(0.12, 0.4),
            1.6006, new(0, 0.02078, 0.08621), new(0.0088081, 0.0081352, 0.0035971, 0, 0, 0.0026144)),
        Link(0.1985, -Vector3d.UnitY, 120, 184, 30, new(0.10, 0.1),
            1.4930, new(0, -0.00452, -0.00295), new(0.0029854, 0.0029983, 0.0032363, 0, 0, -2.5e-6)),
        Link(0.0780, Vector3d.UnitZ, 170, 184, 30, new(0.10, 0.1),
            0.1087, new(0, 0, -0.01581), new(4.179e-5, 4.179e-5, 7.008e-5, 0, 0, 0)),
    ]);

    /// <summary>The arm with its hand, mounted sideways: what lifts.</summary>
    public static RobotModel ArmWithHand { get; } = Arm.WithTool(Hand);

    // Lengths in m, angles in degrees, torques in Nm; centre of mass and inertia about it in the frame of the link.
    private static Link Link(double height, Vector3d axis, double angleLimit, double speedLimit, double torqueLimit, JointFriction friction,
        double mass, Vector3d centerOfMass, SymmetricMatrix3d inertia) => new(
        new RevoluteJoint(new(0, 0, height), axis)
        {
            AngleLimit = double.DegreesToRadians(angleLimit),
            SpeedLimit = double.DegreesToRadians(speedLimit),
            TorqueLimit = torqueLimit,
            Friction = friction,
        },
        SpatialInertia.FromCenterOfMass(mass, centerOfMass, inertia));
}
