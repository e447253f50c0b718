using Engram.Dynamics.Spatial;

namespace Engram.Dynamics.Batches;

/// <summary>Where a joint's frame stands in the one before it, when the joint is at zero: Rx(α) Tx(a) Rz(θ₀) Tz(d).</summary>
/// <param name="CosTwist">cos α; 0 and ±1 are exact.</param>
/// <param name="SinTwist">sin α; 0 and ±1 are exact.</param>
/// <param name="Length">a, m.</param>
/// <param name="Height">d, m.</param>
/// <param name="CosZero">cos θ₀; 0 and ±1 are exact.</param>
/// <param name="SinZero">sin θ₀; 0 and ±1 are exact.</param>
internal readonly record struct JointPlacement(double CosTwist, double SinTwist, double Length, double Height, double CosZero, double SinZero)
{
    public static JointPlacement None => new(1, 0, 0, 0, 1, 0);

    /// <summary>The pose but for the turn about z.</summary>
    public Pose Untwisted => new(
        new(Vector3d.UnitX, new(0, CosTwist, -SinTwist), new(0, SinTwist, CosTwist)),
        new(Length, -SinTwist * Height, CosTwist * Height));
}

/// <summary>
/// An arm written anew in the frames that leave least to compute: each joint turns about its z axis, each x axis is the common normal to the next
/// joint's axis, and the bodies hold only what the torques can feel.
/// </summary>
/// <remarks>
/// <para>Frames: the modified Denavit–Hartenberg form, W. Khalil, E. Dombre, Modeling, Identification and Control of Robots (2002), section 3.2. An x axis
/// is turned round when that makes θ₀ smaller; angles within 1e-12 of a quarter turn and lengths below 1e-12 m count as exact.</para>
/// <para>Bodies: a mass, a first moment along z and an inertia about the two other axes look the same however the joint turns, so they are felt as if
/// they sat on the link before (Khalil, Dombre, section 9.4). Moved there, they leave seven numbers of ten on every link and none of the mass; what
/// reaches the base is felt by nobody and dropped. Torques and mass matrix stay what they are, to rounding.</para>
/// </remarks>
internal sealed class JointChain
{
    private const double Exact = 1e-12;

    private readonly Vector3d[] x;
    private readonly Vector3d[] origins;
    private readonly Vector3d[] linkOrigins;
    private readonly RobotModel model;

    public JointChain(RobotModel model)
    {
        this.model = model;
        var n = model.DegreesOfFreedom;
        (x, origins, linkOrigins, Placements) = (new Vector3d[n], new Vector3d[n], new Vector3d[n], new JointPlacement[n]);
        var reached = Vector3d.Zero;
        for (var i = 0; i < n; i++)
        {
            linkOrigins[i] = reached += model.Links[i].Joint.Offset;
        }

        // In the zero posture, in coordinates of the base. The foot is where the normal from the axis before meets this one.
        var (foot, before) = (linkOrigins[0], AnyNormalTo(Axis(0)));
        Placements[0] = JointPlacement.None;
        for (var i = 0; i < n; i++)
        {
            var normal = i + 1 < n ? NormalToNext(i, foot, before) : (Direction: before, Origin: foot);
            var turnedRound = i > 0 && before.Dot(normal.Direction) < -Exact;
            x[i] = turnedRound ? -normal.Direction : normal.Direction;
            origins[i] = normal.Origin;
            if (i > 0)
            {
                Placements[i] = Placements[i] with
                {
                    Height = Snapped((origins[i] - foot).Dot(Axis(i))),
                    CosZero = Snapped(before.Dot(x[i])),
                    SinZero = Snapped(before.Cross(x[i]).Dot(Axis(i))),
                };
            }

            if (i + 1 < n)
            {
                var length = Snapped((linkOrigins[i + 1] - origins[i]).Dot(x[i]));
                Placements[i + 1] = JointPlacement.None with
                {
                    CosTwist = Snapped(Axis(i).Dot(Axis(i + 1))),
                    SinTwist = Snapped(Axis(i).Cross(Axis(i + 1)).Dot(x[i])),
                    Length = length,
                };
                (foot, before) = (origins[i] + length * x[i], x[i]);
            }
        }

        Gravity = OrientationOf(0).Apply(model.Gravity);
    }

    /// <summary>Each joint behind the one before it; the first stands in the base.</summary>
    public JointPlacement[] Placements { get; }

    /// <summary>Gravity in the base frame, m/s²; that frame is the first joint's at zero.</summary>
    public Vector3d Gravity { get; }

    /// <summary>The bodies of the links and the payload, each in the frame of its joint, with what only earlier links feel moved there.</summary>
    /// <param name="links">Whether the links count.</param>
    /// <param name="payload">What the last link carries, in its own frame.</param>
    public SpatialInertia[] FeltBodies(bool links, in SpatialInertia payload)
    {
        var n = Placements.Length;
        var bodies = new SpatialInertia[n];
        for (var i = 0; i < n; i++)
        {
            var body = (links ? model.Links[i].Inertia : default) + (i == n - 1 ? payload : default);
            var orientation = OrientationOf(i);
            bodies[i] = body.In(new(orientation, orientation.Apply(linkOrigins[i] - origins[i])));
        }

        for (var i = n - 1; i >= 0; i--)
        {
            var (mass, moment, across) = (bodies[i].Mass, bodies[i].FirstMoment.Z, bodies[i].InertiaAtOrigin.Yy);
            var round = new SpatialInertia(mass, new(0, 0, moment), SymmetricMatrix3d.Diagonal(across, across, 0));
            bodies[i] += -1 * round;
            if (i > 0)
            {
                bodies[i - 1] += round.In(Placements[i].Untwisted);
            }
        }

        return bodies;
    }

    private Vector3d Axis(int joint) => model.Links[joint].Joint.Axis;

    // Takes coordinates of the base, at zero, to coordinates of the joint's frame.
    private Rotation3d OrientationOf(int joint) => new(x[joint], Axis(joint).Cross(x[joint]), Axis(joint));

    private (Vector3d Direction, Vector3d Origin) NormalToNext(int joint, Vector3d foot, Vector3d before)
    {
        var (axis, next) = (Axis(joint), Axis(joint + 1));
        var across = axis.Cross(next);
        var between = linkOrigins[joint + 1] - foot;
        if (across.Length > Exact)
        {
            var along = between.Cross(next).Dot(across) / across.Dot(across);
            return (1 / across.Length * across, foot + Snapped(along) * axis);
        }

        // Parallel axes have normals everywhere: the one through the foot, so that d = 0. One and the same axis: no need to turn.
        var distance = between - between.Dot(axis) * axis;
        return (distance.Length > Exact ? 1 / distance.Length * distance : before, foot);
    }

    private static Vector3d AnyNormalTo(Vector3d axis)
    {
        var other = Math.Abs(axis.X) < 0.9 ? Vector3d.UnitX : Vector3d.UnitY;
        var normal = other - other.Dot(axis) * axis;
        return 1 / normal.Length * normal;
    }

    private static double Snapped(double value) =>
        Math.Abs(value) < Exact ? 0 : Math.Abs(Math.Abs(value) - 1) < Exact ? Math.Sign(value) : value;
}
