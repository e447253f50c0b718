using Engram.Experiments.Experiments;
using Engram.Experiments.Running;
using Engram.Experiments.Tasks;
using Engram.Learning.Memory;
using Engram.Numerics.Serialization;

namespace Engram.Experiments.Tests.Experiments;

public sealed class SequentialLiftTests
{
    private static readonly SequentialLiftOptions Short = new() { Samples = 600, CheckpointEvery = 20 };

    // Oracle: an earlier prototype of ours in numpy (dense memory, its own dynamics and random numbers), means over ten seeds. Absolute losses
    // scatter with the seeds, so three of ours are only asked to be of the same size.
    [Theory]
    [InlineData(LiftMethod.Gd, false, 863.0, 804.2, 841.5)]
    [InlineData(LiftMethod.MetaGd, false, 274.2, 244.4, 248.7)]
    [InlineData(LiftMethod.Gd, true, 863.0, 0.348, 0.361)]
    [InlineData(LiftMethod.MetaGd, true, 274.2, 0.397, 0.359)]
    public void The_losses_are_those_of_the_prototype(LiftMethod method, bool reload, double none, double light, double heavy)
    {
        var runs = Enumerable.Range(0, 3).Select(seed => Run(new SequentialLiftOptions { Method = method, ReloadNetwork = reload, ReloadMemory = reload }, seed)).ToList();
        foreach (var (task, expected) in new[] { ("no-object", none), ("light", light), ("heavy", heavy) })
        {
            Assert.InRange(runs.Average(run => run.Last("mse/first-500ms", task)), 0.6 * expected, 1.6 * expected);
        }

        Assert.All(runs, run => Assert.InRange(run.Last("loss/initial", "no-object"), 900, 1200));
    }

    [Fact]
    public void Scores_are_means_over_the_curve()
    {
        var run = Run(Short);
        var loss = run.Series("loss", "light").Values.ToList();
        Assert.Equal(60, loss.Count);
        Assert.Equal(loss.Take(50).Average(), run.Last("mse/first-500ms", "light"), 1e-12);
        Assert.Equal(loss.Skip(10).Average(), run.Last("mse/last-500ms", "light"), 1e-12);
        Assert.Equal(loss[0], run.Last("loss/initial", "light"));
    }

    [Fact]
    public void Methods_see_the_same_lifts_and_begin_with_the_same_networks()
    {
        var (gd, meta, adam) = (Run(Short with { Method = LiftMethod.Gd }), Run(Short), Run(Short with { Method = LiftMethod.Adam }));
        Assert.Equal(gd.Last("loss/initial", "no-object"), meta.Last("loss/initial", "no-object"));
        Assert.Equal(gd.Last("loss/initial", "no-object"), adam.Last("loss/initial", "no-object"));
        Assert.Equal(gd.Series("torque/measured", "heavy"), meta.Series("torque/measured", "heavy"));
    }

    [Theory]
    [InlineData(LiftMethod.MetaGd, true, true, 4)]
    [InlineData(LiftMethod.MetaGd, true, false, 2)]
    [InlineData(LiftMethod.MetaGd, false, true, 2)]
    [InlineData(LiftMethod.MetaGd, false, false, 0)]
    [InlineData(LiftMethod.Gd, true, true, 2)]
    [InlineData(LiftMethod.Gd, false, true, 0)]
    public void What_is_carried_on_is_recorded_as_transfers(LiftMethod method, bool network, bool memory, int transfers)
    {
        var run = Run(Short with { Method = method, ReloadNetwork = network, ReloadMemory = memory });
        Assert.Equal(transfers, run.Transfers.Count);
        Assert.All(run.Transfers, transfer =>
        {
            var from = run.Checkpoints.Single(checkpoint => checkpoint.Handle == transfer.From);
            Assert.Equal((transfer.Task, 60L), (from.Task == "no-object" ? "light" : "heavy", from.Step));
        });
    }

    [Fact]
    public void Memories_are_kept_every_so_many_updates_and_networks_at_the_end_of_tasks()
    {
        var run = Run(Short with { CheckpointEvery = 25 });
        Assert.Equal([25L, 50, 60, 25, 50, 60, 25, 50, 60], run.Checkpoints.Where(one => one.Kind == CheckpointKind.Memory).Select(one => one.Step));
        Assert.Equal([60L, 60, 60], run.Checkpoints.Where(one => one.Kind == CheckpointKind.Network).Select(one => one.Step));
        var memory = MemoryCheckpoint.Parse(SafeTensorsFile.Parse(run.Checkpoints.Last(one => one.Kind == CheckpointKind.Memory).Content));
        Assert.Equal(["no-object", "light", "heavy"], memory.Provenance);
        Assert.Equal(["joint1/layer1", "joint1/layer2", "joint1/layer3", "joint1/layer4"], memory.Groups.Select(group => group.Name));
    }

    // A task that starts from checkpoints handed in is bit for bit the task that follows in one run.
    [Theory]
    [InlineData(LiftMethod.MetaGd)]
    [InlineData(LiftMethod.MetaGdMemAdam)]
    [InlineData(LiftMethod.AdamMem)]
    public void A_run_may_start_from_what_another_left(LiftMethod method)
    {
        var whole = Run(Short with { Method = method, Tasks = [LiftTask.NoObject, LiftTask.Light] });
        var later = new ListRunContext(0);
        foreach (var kind in new[] { CheckpointKind.Memory, CheckpointKind.Network })
        {
            var left = whole.Checkpoints.Last(one => one.Kind == kind && one.Task == "no-object");
            later.Inputs[kind] = new TransferInput(left.Handle, left.Content);
        }

        new SequentialLift(Short with { Method = method, Tasks = [LiftTask.Light] }).Run(later);
        Assert.Equal(whole.Series("loss", "light"), later.Series("loss", "light"));
        Assert.Equal(whole.Checkpoints[^1].Content, later.Checkpoints[^1].Content);
        Assert.Equal(2, later.Transfers.Count);
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_both_sides_named()
    {
        var left = Run(Short with { Tasks = [LiftTask.NoObject] });
        Assert.Contains("M = 200", Refusal<ArgumentException>(CheckpointKind.Memory, Short with { Centres = 100 }), StringComparison.Ordinal);
        Assert.Contains("g = 1,", Refusal<ArgumentException>(CheckpointKind.Memory, Short with { Clip = 2 }), StringComparison.Ordinal);
        Assert.Contains("joint1/layer1.weight", Refusal<ArgumentException>(CheckpointKind.Memory, Short with { Grouping = LiftGrouping.Variable }), StringComparison.Ordinal);
        Assert.Equal(
            "The network handed in was learned for joints 1; this run learns joints 2. Set the option joints to those of the checkpoint, or start from another one.",
            Refusal<FormatException>(CheckpointKind.Network, Short with { Joints = [2] }));

        string Refusal<TException>(CheckpointKind kind, SequentialLiftOptions options)
            where TException : Exception
        {
            var (run, given) = (new ListRunContext(0), left.Checkpoints.Last(one => one.Kind == kind));
            run.Inputs[kind] = new TransferInput(given.Handle, given.Content);
            return Assert.Throws<TException>(() => new SequentialLift(options).Run(run)).Message;
        }
    }

    [Fact]
    public void A_memory_that_is_no_use_is_mentioned()
    {
        var left = Run(Short with { Tasks = [LiftTask.NoObject] }).Checkpoints.Last(one => one.Kind == CheckpointKind.Memory);
        var run = new ListRunContext(0);
        run.Inputs[CheckpointKind.Memory] = new TransferInput(left.Handle, left.Content);
        new SequentialLift(Short with { Method = LiftMethod.Gd, Tasks = [LiftTask.Light] }).Run(run);
        Assert.Contains("this method has none", Assert.Single(run.Lines, line => line.Severity == LogSeverity.Warning).Line, StringComparison.Ordinal);
        Assert.Empty(run.Transfers);
    }

    [Theory]
    [InlineData(10, 3200, true)]
    [InlineData(20, 800, true)]
    [InlineData(300, 3000, false)] // the first 500 ms would be the first 300
    [InlineData(100, 850, false)] // the last 50 samples would not be used
    public void A_batch_divides_the_window_and_the_samples(int batch, int samples, bool isValid)
    {
        var errors = new SequentialLiftOptions { Batch = batch, Samples = samples }.Validate(new(new object())).ToList();
        Assert.Equal(isValid, errors.Count == 0);
    }

    [Fact]
    public void The_log_says_how_every_task_went()
    {
        var run = Run(Short);
        Assert.Equal(["no-object", "light", "heavy"], run.Lines.Select(line => line.Line.Split(':')[0]));
        Assert.StartsWith("no-object: 60 updates; mean loss ", run.Lines[0].Line, StringComparison.Ordinal);
    }

    [Fact]
    public void Joints_learn_side_by_side_without_touching_each_other()
    {
        var (one, three) = (Run(Short), Run(Short with { Joints = [1, 4, 7] }));
        Assert.Equal(one.Series("loss", "heavy"), three.Series("loss", "heavy"));
        Assert.Equal(Run(Short with { Joints = [4] }).Series("loss", "heavy"), three.Series("joint4/loss", "heavy"));
        Assert.NotEqual(three.Last("joint4/mse/first-500ms", "light"), three.Last("joint7/mse/first-500ms", "light"));
    }

    [Fact]
    public void A_network_that_diverges_says_so_and_the_next_new_one_is_given_its_chance()
    {
        var run = Run(Short with { Method = LiftMethod.Gd, Eta = 1, Clip = 1e6, ReloadNetwork = false, Tasks = [LiftTask.NoObject, LiftTask.Light] });
        Assert.Equal(["no-object", "light"], run.Tasks);
        Assert.All(run.Tasks, task =>
        {
            Assert.Equal(1, run.Last("diverged", task));
            Assert.Equal(double.PositiveInfinity, run.Last("mse/first-500ms", task));
            Assert.Equal(double.PositiveInfinity, run.Last("mse/last-500ms", task));
            Assert.InRange(run.Last("loss/initial", task), 900, 1200);
        });
        Assert.All(run.Lines, line => Assert.Contains("diverged", line.Line, StringComparison.Ordinal));
    }

    [Fact]
    public void Rates_are_recorded_between_their_bounds_for_every_layer()
    {
        var run = Run(Short with { Grouping = LiftGrouping.Variable });
        foreach (var layer in new[] { "layer1", "layer2", "layer3", "layer4" })
        {
            Assert.Equal(0.001, run.Series($"eta/{layer}/mean", "no-object")[0], 1e-9);
            Assert.All(run.Series($"eta/{layer}/mean", "heavy"), mean => Assert.InRange(
                mean.Value, run.Series($"eta/{layer}/lowest", "heavy")[mean.Key], run.Series($"eta/{layer}/highest", "heavy")[mean.Key]));
        }
    }

    [Fact]
    public void Step_times_are_those_of_the_clock_that_is_handed_in()
    {
        var run = new ListRunContext(0, new EveryCallTakes(TimeSpan.FromMilliseconds(2)));
        new SequentialLift(Short).Run(run);
        Assert.Equal(0.002, run.Last("step-time/mean", "light"), 1e-12);
        Assert.Equal(0.002, run.Last("step-time/p99", "light"));
        Assert.Equal(0.004, run.Last("tick-time/median", "light"));
        Assert.Equal(0.004, run.Last("tick-time/p99.9", "light"));
    }

    private static ListRunContext Run(SequentialLiftOptions options, long seed = 0)
    {
        var run = new ListRunContext(seed);
        new SequentialLift(options).Run(run);
        return run;
    }

    private sealed class EveryCallTakes(TimeSpan time) : TimeProvider
    {
        private long calls;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => calls++ * time.Ticks;
    }
}
