using Engram.Dynamics.Spatial;

namespace Engram.Dynamics.Algorithms;

/// <summary>How heavy is the arm in each joint?</summary>
public static class MassMatrix
{
    /// <summary>The joint-space mass matrix M(q), by the composite-rigid-body algorithm. Symmetric and positive definite.</summary>
    /// <param name="model">The arm.</param>
    /// <param name="data">Scratch; composites are overwritten.</param>
    /// <param name="q">Joint angles, shape [n], rad.</param>
    /// <param name="mass">Receives M, shape [n, n] row by row, kg m²; both triangles are written, with equal bits.</param>
    /// <param name="payload">What the last link carries besides itself, in its frame; nothing by default.</param>
    /// <remarks>O(n²); allocates nothing. Source: Featherstone, Rigid Body Dynamics Algorithms (2008), section 6.2.</remarks>
    public static void CompositeRigidBody(RobotModel model, RobotData data, ReadOnlySpan<double> q, Span<double> mass,
        in SpatialInertia payload = default)
    {
        var n = model.DegreesOfFreedom;
        model.Require(mass.Length, nameof(mass), n * n);
        data.PlaceJoints(model, q);
        var composite = payload;
        for (var i = n - 1; i >= 0; i--)
        {
            composite = model.Links[i].Inertia + composite;
            data.Composites[i] = composite;
            composite = composite.In(data.JointPoses[i]);
        }

        for (var i = 0; i < n; i++)
        {
            // What it takes to give link i and all behind it a unit acceleration, passed on to each joint before.
            var wrench = data.Composites[i].WrenchFor(Vector3d.Zero, model.Links[i].Joint.Axis, Vector3d.Zero);
            for (var j = i; j >= 0; j--)
            {
                mass[i * n + j] = mass[j * n + i] = model.Links[j].Joint.Axis.Dot(wrench.Moment);
                wrench = wrench.In(data.JointPoses[j]);
            }
        }
    }
}
