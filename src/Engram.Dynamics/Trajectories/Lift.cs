namespace Engram.Dynamics.Trajectories;

/// <summary>The lift: the hand rests, takes the weight of the object over, and rises by a quarter of a metre.</summary>
/// <remarks>
/// <para>0.2 s of rest, then every joint moves from <see cref="StartPosture"/> to <see cref="EndPosture"/> on one minimum-jerk time course of
/// 2.8 s and rests again; 3.2 s or 3,200 samples of 1 ms in all. The flange rises from 0.011 m to 0.254 m in the world.</para>
/// <para>Stands in for the lifts of Meier, Kappler, Schaal, "Online Learning of a Memory for Learning Rates", ICRA 2018, section IV-D.2, recorded
/// on a real arm; their postures are not published. With the sideways mounting, the hand and friction, joint 1 of ours takes 30.8 to 36.6 Nm;
/// theirs takes between 30 and 35.</para>
/// <para>Joint 1 starts at −178°, beyond the ±170° of the arm's description. Only the mark of its zero is in question: with the base plate turned by
/// half a turn about its own axis the same lift runs from 2° to 30° with the same torques (a test shows it).</para>
/// </remarks>
public sealed class Lift
{
    /// <summary>How many joints the postures have.</summary>
    public const int DegreesOfFreedom = 7;

    /// <summary>How long the arm rests before it moves, s.</summary>
    public const double Hold = 0.2;

    /// <summary>How long the motion takes, s.</summary>
    public const double MotionDuration = 2.8;

    /// <summary>From the first sample to the end of the recording, s. A motion stretched by more than 7 % is cut off here.</summary>
    public const double TotalDuration = 3.2;

    /// <summary>While the object's weight is taken over, s: it begins with the motion.</summary>
    public const double TakeOverDuration = 0.4;

    private readonly double[] start = new double[DegreesOfFreedom];
    private readonly double[] change = new double[DegreesOfFreedom];
    private readonly MinimumJerk timeCourse;

    /// <summary>A lift, nominal or varied.</summary>
    /// <param name="durationScale">The motion takes this many times <see cref="MotionDuration"/>; positive. Rest and take-over stay.</param>
    /// <param name="startOffset">Added to the start posture, shape [7], rad; empty for none.</param>
    /// <param name="endOffset">Added to the end posture, shape [7], rad; empty for none.</param>
    /// <exception cref="ArgumentException">An offset has another length, or the scale is not a positive number.</exception>
    public Lift(double durationScale = 1, ReadOnlySpan<double> startOffset = default, ReadOnlySpan<double> endOffset = default)
    {
        if (!(durationScale > 0) || double.IsInfinity(durationScale))
        {
            throw new ArgumentOutOfRangeException(nameof(durationScale), durationScale,
                "The scale of the duration is a positive number; 1 is the nominal lift.");
        }

        timeCourse = new(Hold, durationScale * MotionDuration);
        for (var i = 0; i < DegreesOfFreedom; i++)
        {
            start[i] = double.DegreesToRadians(StartPosture[i]) + At(startOffset, i, nameof(startOffset));
            change[i] = double.DegreesToRadians(EndPosture[i]) + At(endOffset, i, nameof(endOffset)) - start[i];
        }
    }

    /// <summary>Where the nominal lift starts, degrees.</summary>
    public static ReadOnlySpan<double> StartPosture => [-178, 75, 0, -105, 0, 60, 0];

    /// <summary>Where the nominal lift ends, degrees.</summary>
    public static ReadOnlySpan<double> EndPosture => [-150, 72, 5, -90, 0, 65, 10];

    /// <summary>The state of the lift at a time.</summary>
    /// <param name="time">s; before 0 and after the end the arm rests.</param>
    /// <param name="q">Receives the joint angles, shape [7], rad.</param>
    /// <param name="velocity">Receives q̇, shape [7], rad/s.</param>
    /// <param name="acceleration">Receives q̈, shape [7], rad/s².</param>
    /// <returns>The share of the object's weight that the hand carries, in [0, 1].</returns>
    /// <remarks>Allocates nothing.</remarks>
    public double At(double time, Span<double> q, Span<double> velocity, Span<double> acceleration)
    {
        var (position, speed, gain) = timeCourse.At(time);
        for (var i = 0; i < DegreesOfFreedom; i++)
        {
            q[i] = start[i] + position * change[i];
            velocity[i] = speed * change[i];
            acceleration[i] = gain * change[i];
        }

        return PayloadShare(time);
    }

    /// <summary>The share of the object's weight that the hand carries: 3 l² − 2 l³ between 0.2 s and 0.6 s, 0 before and 1 after.</summary>
    /// <param name="time">s.</param>
    public static double PayloadShare(double time)
    {
        var l = Math.Clamp((time - Hold) / TakeOverDuration, 0, 1);
        return l * l * (3 - 2 * l);
    }

    private static double At(ReadOnlySpan<double> offset, int joint, string argument) => offset.Length switch
    {
        0 => 0,
        DegreesOfFreedom => offset[joint],
        _ => throw new ArgumentException(
            $"{argument} has length {offset.Length}; a lift has {DegreesOfFreedom} joints. Leave it empty for no offset.", argument),
    };
}
