using Engram.Dynamics.Spatial;

namespace Engram.Dynamics.Algorithms;

/// <summary>Where is the arm?</summary>
public static class ForwardKinematics
{
    /// <summary>The pose of every link in the world; <see cref="RobotData.LinkPose"/> reads them.</summary>
    /// <param name="model">The arm.</param>
    /// <param name="data">Scratch; link poses are overwritten.</param>
    /// <param name="q">Joint angles, shape [n], rad.</param>
    /// <returns>The pose of the last link: of the flange, where tools and payloads are attached.</returns>
    /// <remarks>O(n); allocates nothing.</remarks>
    public static Pose Compute(RobotModel model, RobotData data, ReadOnlySpan<double> q)
    {
        data.PlaceJoints(model, q);
        var pose = new Pose(model.Mounting, Vector3d.Zero);
        for (var i = 0; i < q.Length; i++)
        {
            pose *= data.JointPoses[i];
            data.WorldPoses[i] = pose;
        }

        return pose;
    }
}
