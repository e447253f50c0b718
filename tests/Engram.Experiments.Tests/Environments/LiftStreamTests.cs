using Engram.Experiments.Environments;
using Engram.Numerics.Random;

namespace Engram.Experiments.Tests.Environments;

public sealed class LiftStreamTests
{
    private static readonly LiftSettings Exact = new()
    {
        PostureSpread = 0, DurationSpread = 0, PositionNoise = 0, VelocityNoise = 0, AccelerationNoise = 0, TorqueNoise = 0,
    };

    // Oracle: the same lift in an earlier prototype of ours in numpy, its own recursive Newton-Euler included.
    [Theory]
    [InlineData(0.0, 30.8, 34.0)]
    [InlineData(0.2, 31.3, 34.4)]
    [InlineData(1.2, 31.8, 36.6)]
    public void Joint_1_takes_the_torques_of_the_prototype(double payload, double lowest, double highest)
    {
        var torques = new float[3200];
        new LiftStream(Exact with { Payload = payload }, 3200, RandomStream.FromSeed(1)).CopyTorques(1, 0, torques);
        Assert.Equal((lowest, highest), (Math.Round(torques.Min(Math.Abs), 1), Math.Round(torques.Max(Math.Abs), 1)));
    }

    [Fact]
    public void The_same_stream_gives_the_same_bits_and_another_seed_another_lift()
    {
        var (one, same, other) = (Record(new LiftSettings(), 1), Record(new LiftSettings(), 1), Record(new LiftSettings(), 2));
        Assert.Equal(one.InputsOf(0, 100), same.InputsOf(0, 100));
        Assert.False(one.InputsOf(0, 100).SequenceEqual(other.InputsOf(0, 100)));
    }

    [Fact]
    public void A_source_of_chance_can_be_switched_off_without_touching_the_others()
    {
        var (all, still) = (Record(new LiftSettings(), 1), Record(new LiftSettings { VelocityNoise = 0 }, 1));
        float[] before = [.. all.InputsOf(7, 1)], after = [.. still.InputsOf(7, 1)];
        Assert.Equal(before[..7], after[..7]);
        Assert.Equal(before[14..], after[14..]);
        Assert.NotEqual(before[7..14], after[7..14]);
    }

    [Fact]
    public void Noise_and_variation_have_the_spread_they_are_given()
    {
        const int Samples = 3200;
        var (noisy, exact) = (Record(Exact with { AccelerationNoise = 2, TorqueNoise = 0.5 }, 3), Record(Exact, 3));
        float[] noisyTorques = new float[Samples], exactTorques = new float[Samples];
        noisy.CopyTorques(4, 0, noisyTorques);
        exact.CopyTorques(4, 0, exactTorques);
        var accelerations = Enumerable.Range(0, Samples).Select(sample => (double)noisy.InputsOf(sample, 1)[16] - exact.InputsOf(sample, 1)[16]);

        Assert.InRange(Spread(accelerations), 1.9, 2.1);
        Assert.InRange(Spread(noisyTorques.Zip(exactTorques, (with, without) => (double)with - without)), 0.475, 0.525);

        var starts = Enumerable.Range(0, 400).Select(seed => (double)new LiftStream(Exact with { PostureSpread = 0.01 }, 1, RandomStream.FromSeed((ulong)seed)).InputsOf(0, 1)[2]);
        Assert.InRange(Spread(starts), 0.009, 0.011);
    }

    [Fact]
    public void Rubbing_joints_take_more_torque_while_they_move()
    {
        float[] smooth = new float[3200], rubbing = new float[3200];
        Record(Exact with { Friction = false }, 1).CopyTorques(2, 0, smooth);
        Record(Exact, 1).CopyTorques(2, 0, rubbing);
        Assert.Equal(smooth[..200], rubbing[..200]); // at rest
        Assert.NotEqual(smooth[1600], rubbing[1600]);
    }

    private static LiftStream Record(LiftSettings settings, ulong seed) => new(settings, 3200, RandomStream.FromSeed(seed));

    private static double Spread(IEnumerable<double> values)
    {
        var all = values.ToList();
        var mean = all.Average();
        return Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / (all.Count - 1));
    }
}
