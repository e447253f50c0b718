using Engram.Dynamics.Spatial;

namespace Engram.Dynamics;

/// <summary>Where the algorithms write what they find on the way. One per thread, allocated once; the model is shared.</summary>
/// <remarks>An algorithm overwrites what an earlier one left and reads nothing of it.</remarks>
public sealed class RobotData
{
    /// <summary>Room for computations on a model, or on any other with as many joints.</summary>
    /// <param name="model">The model.</param>
    public RobotData(RobotModel model)
    {
        var n = model.DegreesOfFreedom;
        JointPoses = new Pose[n];
        WorldPoses = new Pose[n];
        Wrenches = new Wrench[n];
        Composites = new SpatialInertia[n];
        Articulated = new ArticulatedInertia[n];
        Drifts = new Motion[n];
    }

    /// <summary>The pose of a link in the world, as <see cref="Algorithms.ForwardKinematics.Compute"/> last left it.</summary>
    /// <param name="link">0 for the first link behind the base.</param>
    public Pose LinkPose(int link) => WorldPoses[link];

    /// <summary>Each link's frame in the frame of the link before it.</summary>
    internal Pose[] JointPoses { get; }

    /// <summary>Each link's frame in the world.</summary>
    internal Pose[] WorldPoses { get; }

    /// <summary>What each joint passes on to its link, in the link's frame.</summary>
    internal Wrench[] Wrenches { get; }

    /// <summary>Each link with all behind it, welded together, in the link's frame.</summary>
    internal SpatialInertia[] Composites { get; }

    /// <summary>How each link resists acceleration with the joints behind it yielding, in the link's frame.</summary>
    internal ArticulatedInertia[] Articulated { get; }

    /// <summary>What each link's acceleration owes to velocities alone, in the link's frame.</summary>
    internal Motion[] Drifts { get; }

    internal void PlaceJoints(RobotModel model, ReadOnlySpan<double> q)
    {
        model.Require(JointPoses.Length, "data", model.DegreesOfFreedom);
        model.Require(q, nameof(q));
        for (var i = 0; i < q.Length; i++)
        {
            JointPoses[i] = model.Links[i].Joint.PoseAt(q[i]);
        }
    }
}
