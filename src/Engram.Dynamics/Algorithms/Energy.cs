using Engram.Dynamics.Spatial;

namespace Engram.Dynamics.Algorithms;

/// <summary>What does the arm store?</summary>
public static class Energy
{
    /// <summary>Potential energy in the world's gravity, J; zero when every mass lies at the height of the base.</summary>
    /// <param name="model">The arm.</param>
    /// <param name="data">Scratch; link poses are overwritten.</param>
    /// <param name="q">Joint angles, shape [n], rad.</param>
    /// <param name="payload">What the last link carries besides itself, in its frame; nothing by default.</param>
    /// <remarks>O(n); allocates nothing.</remarks>
    public static double Potential(RobotModel model, RobotData data, ReadOnlySpan<double> q, in SpatialInertia payload = default)
    {
        ForwardKinematics.Compute(model, data, q);
        var energy = 0.0;
        for (var i = 0; i < q.Length; i++)
        {
            var body = BodyOf(model, i, payload);
            var pose = data.WorldPoses[i];
            energy -= RobotModel.GravityInWorld.Dot(body.Mass * pose.Origin + pose.Orientation.Apply(body.FirstMoment));
        }

        return energy;
    }

    /// <summary>Kinetic energy, J, not negative: ½ q̇ᵀ M(q) q̇, here link by link without M.</summary>
    /// <param name="model">The arm.</param>
    /// <param name="data">Scratch; joint poses are overwritten.</param>
    /// <param name="q">Joint angles, shape [n], rad.</param>
    /// <param name="velocity">q̇, shape [n], rad/s.</param>
    /// <param name="payload">What the last link carries besides itself, in its frame; nothing by default.</param>
    /// <remarks>O(n); allocates nothing.</remarks>
    public static double Kinetic(RobotModel model, RobotData data, ReadOnlySpan<double> q, ReadOnlySpan<double> velocity,
        in SpatialInertia payload = default)
    {
        model.Require(velocity, nameof(velocity));
        data.PlaceJoints(model, q);
        var (energy, w, v) = (0.0, Vector3d.Zero, Vector3d.Zero);
        for (var i = 0; i < q.Length; i++)
        {
            var pose = data.JointPoses[i];
            v = pose.Orientation.ApplyInverse(v + w.Cross(pose.Origin));
            w = pose.Orientation.ApplyInverse(w) + velocity[i] * model.Links[i].Joint.Axis;
            var body = BodyOf(model, i, payload);
            energy += 0.5 * body.Mass * v.Dot(v) + v.Dot(w.Cross(body.FirstMoment)) + 0.5 * w.Dot(body.InertiaAtOrigin * w);
        }

        return energy;
    }

    private static SpatialInertia BodyOf(RobotModel model, int link, in SpatialInertia payload) =>
        link == model.DegreesOfFreedom - 1 ? model.Links[link].Inertia + payload : model.Links[link].Inertia;
}
