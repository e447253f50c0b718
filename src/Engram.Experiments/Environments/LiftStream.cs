using Engram.Dynamics;
using Engram.Dynamics.Algorithms;
using Engram.Dynamics.Robots;
using Engram.Dynamics.Trajectories;
using Engram.Numerics.Random;

namespace Engram.Experiments.Environments;

/// <summary>One lift as its sensors record it at 1 kHz: joint angles, velocities, accelerations, and the torques they took.</summary>
/// <remarks>
/// A KUKA LWR IV with a hand goes through one varied <see cref="Lift"/>; torques by recursive Newton–Euler from the true motion, then noise on
/// everything. Stands in for the recordings of Meier, Kappler, Schaal 2018, section IV.D.2. Two lifts from the same stream and settings are
/// equal to the bit; each source of chance has its own split, so that switching one off leaves the others as they were.
/// </remarks>
public sealed class LiftStream
{
    /// <summary>Joints of the arm, hence torques per sample.</summary>
    public const int Joints = Lift.DegreesOfFreedom;

    /// <summary>Numbers a model of the arm gets per sample: q, q̇ and q̈ of every joint.</summary>
    public const int Inputs = 3 * Joints;

    /// <summary>Samples per second.</summary>
    public const int SampleRate = 1000;

    private readonly float[] inputs;
    private readonly float[] torques;

    /// <summary>Records a lift.</summary>
    /// <param name="settings">What is lifted and how well it is seen.</param>
    /// <param name="samples">How many samples, one per millisecond from the beginning of the recording.</param>
    /// <param name="random">Where variation and noise come from.</param>
    /// <remarks>About 5 µs per sample.</remarks>
    public LiftStream(LiftSettings settings, int samples, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        Samples = samples;
        inputs = new float[samples * Inputs];
        torques = new float[samples * Joints];
        var lift = Vary(settings, random.Split("variation"));
        var payload = new HeldObject("payload", settings.Payload).Inertia;
        var (model, data) = (KukaLwr4.ArmWithHand, new RobotData(KukaLwr4.ArmWithHand));
        double[] q = new double[Joints], velocity = new double[Joints], acceleration = new double[Joints], torque = new double[Joints];
        Sensor[] sensors =
        [
            new(q, settings.PositionNoise, random.Split("noise/q")),
            new(velocity, settings.VelocityNoise, random.Split("noise/velocity")),
            new(acceleration, settings.AccelerationNoise, random.Split("noise/acceleration")),
        ];
        var torqueSensor = new Sensor(torque, settings.TorqueNoise, random.Split("noise/torque"));
        for (var sample = 0; sample < samples; sample++)
        {
            var share = lift.At((double)sample / SampleRate, q, velocity, acceleration);
            InverseDynamics.NewtonEuler(model, data, q, velocity, acceleration, torque, share * payload);
            if (settings.Friction)
            {
                InverseDynamics.AddFriction(model, velocity, torque);
            }

            for (var sensor = 0; sensor < sensors.Length; sensor++)
            {
                sensors[sensor].Read(inputs.AsSpan((sample * Inputs) + (sensor * Joints), Joints));
            }

            torqueSensor.Read(torques.AsSpan(sample * Joints, Joints));
        }
    }

    /// <summary>How many samples there are.</summary>
    public int Samples { get; }

    /// <summary>What a model gets: for each sample q (rad), q̇ (rad/s) and q̈ (rad/s²) of the joints in order, as measured.</summary>
    /// <param name="first">First sample.</param>
    /// <param name="count">How many samples.</param>
    /// <returns>[count, <see cref="Inputs"/>], row-major.</returns>
    public ReadOnlySpan<float> InputsOf(int first, int count) => inputs.AsSpan(first * Inputs, count * Inputs);

    /// <summary>Copies the measured torques of one joint.</summary>
    /// <param name="joint">1 to 7.</param>
    /// <param name="first">First sample.</param>
    /// <param name="target">Receives one torque per sample, Nm.</param>
    public void CopyTorques(int joint, int first, Span<float> target)
    {
        for (var sample = 0; sample < target.Length; sample++)
        {
            target[sample] = torques[((first + sample) * Joints) + joint - 1];
        }
    }

    private static Lift Vary(LiftSettings settings, RandomStream random)
    {
        var (duration, start, end) = (random.Split("duration"), random.Split("start"), random.Split("end"));
        double[] startOffset = new double[Joints], endOffset = new double[Joints];
        for (var joint = 0; joint < Joints; joint++)
        {
            startOffset[joint] = start.NextNormal(0, settings.PostureSpread);
            endOffset[joint] = end.NextNormal(0, settings.PostureSpread);
        }

        return new Lift(1 + duration.NextNormal(0, settings.DurationSpread), startOffset, endOffset);
    }

    /// <summary>Reads true values with noise of its own.</summary>
    private sealed record Sensor(double[] Truth, double Noise, RandomStream Random)
    {
        public void Read(Span<float> measured)
        {
            for (var joint = 0; joint < measured.Length; joint++)
            {
                measured[joint] = (float)(Truth[joint] + Random.NextNormal(0, Noise));
            }
        }
    }
}
