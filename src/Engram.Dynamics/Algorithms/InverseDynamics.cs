using Engram.Dynamics.Spatial;

namespace Engram.Dynamics.Algorithms;

/// <summary>Which torques does this motion take?</summary>
public static class InverseDynamics
{
    /// <summary>Joint torques of the rigid bodies, by the recursive Newton–Euler algorithm: τ = M(q) q̈ + c(q, q̇) + g(q). No friction.</summary>
    /// <param name="model">The arm.</param>
    /// <param name="data">Scratch; wrenches are overwritten.</param>
    /// <param name="q">Joint angles, shape [n], rad.</param>
    /// <param name="velocity">q̇, shape [n], rad/s.</param>
    /// <param name="acceleration">q̈, shape [n], rad/s².</param>
    /// <param name="torque">Receives τ, shape [n], Nm. Must not overlap the inputs.</param>
    /// <param name="payload">What the last link carries besides itself, in its frame; nothing by default.</param>
    /// <remarks>
    /// O(n); allocates nothing. The base is accelerated by −g instead of weighing every link.
    /// Source: Luh, Walker, Paul, "On-line computational scheme for mechanical manipulators", 1980; here about the origins of the link frames.
    /// A payload whose mass changes is weighed and accelerated as it is at this moment; momentum that its mass carries in or out is not counted.
    /// </remarks>
    public static void NewtonEuler(RobotModel model, RobotData data, ReadOnlySpan<double> q, ReadOnlySpan<double> velocity,
        ReadOnlySpan<double> acceleration, Span<double> torque, in SpatialInertia payload = default)
    {
        model.Require(velocity, nameof(velocity));
        model.Require(acceleration, nameof(acceleration));
        model.Require(torque, nameof(torque));
        data.PlaceJoints(model, q);
        var n = model.DegreesOfFreedom;
        var (w, dw, a) = (Vector3d.Zero, Vector3d.Zero, -model.Gravity);
        for (var i = 0; i < n; i++)
        {
            var link = model.Links[i];
            var pose = data.JointPoses[i];
            a = pose.Orientation.ApplyInverse(a + dw.Cross(pose.Origin) + w.Cross(w.Cross(pose.Origin)));
            w = pose.Orientation.ApplyInverse(w);
            var turning = velocity[i] * link.Joint.Axis;
            dw = pose.Orientation.ApplyInverse(dw) + w.Cross(turning) + acceleration[i] * link.Joint.Axis;
            w += turning;
            var body = i == n - 1 ? link.Inertia + payload : link.Inertia;
            data.Wrenches[i] = body.WrenchFor(w, dw, a);
        }

        for (var i = n - 1; i >= 0; i--)
        {
            torque[i] = model.Links[i].Joint.Axis.Dot(data.Wrenches[i].Moment);
            if (i > 0)
            {
                data.Wrenches[i - 1] += data.Wrenches[i].In(data.JointPoses[i]);
            }
        }
    }

    /// <summary>Adds to each torque what the joint's friction takes.</summary>
    /// <param name="model">The arm.</param>
    /// <param name="velocity">q̇, shape [n], rad/s.</param>
    /// <param name="torque">τ, shape [n], Nm; increased in place.</param>
    /// <remarks>O(n); allocates nothing.</remarks>
    public static void AddFriction(RobotModel model, ReadOnlySpan<double> velocity, Span<double> torque)
    {
        model.Require(velocity, nameof(velocity));
        model.Require(torque, nameof(torque));
        for (var i = 0; i < torque.Length; i++)
        {
            torque[i] += model.Links[i].Joint.Friction.Torque(velocity[i]);
        }
    }
}
