using Engram.Dynamics.Spatial;

namespace Engram.Dynamics.Algorithms;

/// <summary>Which motion follows from these torques?</summary>
public static class ForwardDynamics
{
    /// <summary>Joint accelerations by the articulated-body algorithm: q̈ = M(q)⁻¹ (τ − c(q, q̇) − g(q)), without M.</summary>
    /// <param name="model">The arm.</param>
    /// <param name="data">Scratch; wrenches, articulated inertias and drifts are overwritten.</param>
    /// <param name="q">Joint angles, shape [n], rad.</param>
    /// <param name="velocity">q̇, shape [n], rad/s.</param>
    /// <param name="torque">τ on the rigid bodies, shape [n], Nm: what the drives give, less what friction takes.</param>
    /// <param name="acceleration">Receives q̈, shape [n], rad/s². Must not overlap the inputs.</param>
    /// <param name="payload">What the last link carries besides itself, in its frame; nothing by default.</param>
    /// <remarks>O(n); allocates nothing. Source: Featherstone, Rigid Body Dynamics Algorithms (2008), section 7.3; here with accelerations
    /// of points instead of spatial accelerations, as in <see cref="InverseDynamics"/>.</remarks>
    public static void ArticulatedBody(RobotModel model, RobotData data, ReadOnlySpan<double> q, ReadOnlySpan<double> velocity,
        ReadOnlySpan<double> torque, Span<double> acceleration, in SpatialInertia payload = default)
    {
        model.Require(velocity, nameof(velocity));
        model.Require(torque, nameof(torque));
        model.Require(acceleration, nameof(acceleration));
        data.PlaceJoints(model, q);
        var n = model.DegreesOfFreedom;
        var w = Vector3d.Zero;
        for (var i = 0; i < n; i++)
        {
            // The drift is what the link's acceleration would be with q̈ = 0 under a base that turns steadily.
            var pose = data.JointPoses[i];
            var turning = velocity[i] * model.Links[i].Joint.Axis;
            var steady = pose.Orientation.ApplyInverse(w.Cross(w.Cross(pose.Origin)));
            w = pose.Orientation.ApplyInverse(w);
            data.Drifts[i] = new(w.Cross(turning), steady);
            w += turning;
            var body = i == n - 1 ? model.Links[i].Inertia + payload : model.Links[i].Inertia;
            data.Articulated[i] = ArticulatedInertia.Of(body);
            data.Wrenches[i] = body.WrenchFor(w, Vector3d.Zero, Vector3d.Zero);
        }

        for (var i = n - 1; i > 0; i--)
        {
            var (response, stiffness, left) = Hinge(i, torque);
            var yielding = data.Articulated[i].Yielding(response, stiffness);
            var passedOn = data.Wrenches[i] + yielding * data.Drifts[i] + left / stiffness * response;
            data.Articulated[i - 1] += yielding.In(data.JointPoses[i]);
            data.Wrenches[i - 1] += passedOn.In(data.JointPoses[i]);
        }

        var motion = new Motion(Vector3d.Zero, -model.Gravity);
        for (var i = 0; i < n; i++)
        {
            var (response, stiffness, left) = Hinge(i, torque);
            motion = motion.At(data.JointPoses[i]) + data.Drifts[i];
            acceleration[i] = (left - response.Moment.Dot(motion.Angular) - response.Force.Dot(motion.Linear)) / stiffness;
            motion += new Motion(acceleration[i] * model.Links[i].Joint.Axis, Vector3d.Zero);
        }

        // What a unit acceleration of hinge i takes, its share about the hinge, and what is left of the torque for accelerating.
        (Wrench Response, double Stiffness, double Left) Hinge(int i, ReadOnlySpan<double> drives)
        {
            var axis = model.Links[i].Joint.Axis;
            var response = data.Articulated[i] * new Motion(axis, Vector3d.Zero);
            return (response, axis.Dot(response.Moment), drives[i] - axis.Dot(data.Wrenches[i].Moment));
        }
    }
}
