namespace Engram.Experiments.Environments;

/// <summary>What is lifted, how one lift differs from the next, and how well the sensors see it.</summary>
/// <remarks>The paper gives none of these numbers: payloads, variations and noise are ours.</remarks>
public sealed record LiftSettings
{
    /// <summary>Mass of the object, kg.</summary>
    public double Payload { get; init; }

    /// <summary>Joint friction on or off.</summary>
    public bool Friction { get; init; } = true;

    /// <summary>Standard deviation of the start and the end posture, per joint, rad.</summary>
    public double PostureSpread { get; init; } = 0.01;

    /// <summary>Standard deviation of the duration of the motion, as a share of it.</summary>
    public double DurationSpread { get; init; } = 0.03;

    /// <summary>Standard deviation of a measured joint angle, rad.</summary>
    public double PositionNoise { get; init; } = 1e-4;

    /// <summary>Standard deviation of a measured joint velocity, rad/s.</summary>
    public double VelocityNoise { get; init; } = 0.01;

    /// <summary>Standard deviation of a measured joint acceleration, rad/s²; large, as a second difference at 1 kHz is.</summary>
    public double AccelerationNoise { get; init; } = 1;

    /// <summary>Standard deviation of a measured torque, Nm.</summary>
    public double TorqueNoise { get; init; } = 0.1;
}
