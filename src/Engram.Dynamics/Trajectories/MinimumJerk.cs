namespace Engram.Dynamics.Trajectories;

/// <summary>The smoothest way from 0 to 1: at rest at both ends, with no acceleration there.</summary>
/// <param name="Start">When it begins, s.</param>
/// <param name="Duration">How long it takes, s, positive.</param>
/// <remarks>s(u) = 10 u³ − 15 u⁴ + 6 u⁵ minimizes the integral of the squared jerk. Source: Flash, Hogan, J. Neuroscience 5 (1985).</remarks>
public readonly record struct MinimumJerk(double Start, double Duration)
{
    /// <summary>Where the motion is at a time: 0 before its start, 1 after its end.</summary>
    /// <param name="time">s.</param>
    /// <returns>Position (dimensionless, in [0, 1]), velocity (1/s) and acceleration (1/s²), exact derivatives of each other.</returns>
    public (double Position, double Velocity, double Acceleration) At(double time)
    {
        var u = (time - Start) / Duration;
        if (u <= 0)
        {
            return (0, 0, 0);
        }

        if (u >= 1)
        {
            return (1, 0, 0);
        }

        var v = 1 - u;
        return (
            u * u * u * (10 - 15 * u + 6 * u * u),
            30 * u * u * v * v / Duration,
            60 * u * v * (1 - 2 * u) / (Duration * Duration));
    }
}
