using Engram.Experiments.Environments;
using Engram.Experiments.Experiments;
using Engram.Experiments.Running;
using Engram.Experiments.Tasks;
using Engram.Learning.Memory;
using Engram.Learning.Models;
using Engram.Numerics.Random;

namespace Engram.Experiments.Tests.Tasks;

public sealed class TorqueTickTests
{
    private static readonly SequentialLiftOptions Short = new() { Samples = 600, CheckpointEvery = 20, Joints = [1, 2, 3, 4, 5, 6, 7] };

    // Oracle: the run on one thread. Every point but the timings, every checkpoint, transfer and log line, to the last bit.
    [Theory]
    [InlineData(LiftMethod.MetaGd, 2)]
    [InlineData(LiftMethod.MetaGd, 4)]
    [InlineData(LiftMethod.MetaGd, 7)]
    [InlineData(LiftMethod.Gd, 2)]
    [InlineData(LiftMethod.AdamMem, 4)]
    public void The_number_of_threads_changes_no_bit(LiftMethod method, int threads)
    {
        var (one, many) = (Record(Short with { Method = method }, 1), Record(Short with { Method = method }, threads));
        Assert.Equal(Bits(one), Bits(many));
        Assert.Equal(one.Checkpoints.Select(checkpoint => Convert.ToHexString(checkpoint.Content)), many.Checkpoints.Select(checkpoint => Convert.ToHexString(checkpoint.Content)));
        Assert.Equal(one.Transfers, many.Transfers);
        Assert.Equal(one.Lines, many.Lines);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_lift_that_diverges_ends_alike(int threads)
    {
        var options = Short with { Method = LiftMethod.Gd, Eta = 1, Clip = 1e6 };
        var run = Record(options, threads);
        Assert.Equal(1, run.Last("diverged", "no-object"));
        Assert.Equal(Bits(Record(options, 1)), Bits(run));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void A_tick_allocates_nothing(int threads)
    {
        var stream = new LiftStream(new LiftSettings(), 3200, RandomStream.FromSeed(1));
        var rule = LiftMethod.MetaGd.Rule(new LearningRateMemoryOptions());
        var learners = Enumerable.Range(1, 7).Select(joint => new TorqueLearner(
            joint, new DenseNetwork([LiftStream.Inputs, 100, 50, 10, 1], RandomStream.FromSeed((ulong)joint)), rule, Grouping.Layer, 10, 1)).ToList();
        using var tick = new TorqueTick(stream, learners, 10, TimeProvider.System);
        for (var batch = 0; batch < 160; batch++) tick.Run(batch, threads);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var batch = 160; batch < 320; batch++) tick.Run(batch, threads);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.All(Enumerable.Range(0, 7), joint => Assert.True(double.IsFinite(tick.StepOf(joint).Loss)));
        Assert.InRange(tick.ReportedTime, TimeSpan.Zero, tick.Time);
    }

    private static ListRunContext Record(SequentialLiftOptions options, int threads)
    {
        var run = new ListRunContext(3) { Processors = threads };
        new SequentialLift(options).Run(run);
        return run;
    }

    private static List<(string?, string, long, long)> Bits(ListRunContext run)
    {
        var timings = SequentialLift.Plan.Metrics.Where(metric => metric.IsTiming).Select(metric => metric.Key).ToHashSet();
        return [.. run.Points.Where(point => !timings.Contains(point.Key)).Select(point => (point.Task, point.Key, point.Step, BitConverter.DoubleToInt64Bits(point.Value)))];
    }
}
