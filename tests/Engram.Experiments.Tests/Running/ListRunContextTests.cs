using Engram.Experiments.Running;

namespace Engram.Experiments.Tests.Running;

public sealed class ListRunContextTests
{
    [Fact]
    public void Points_belong_to_the_task_in_which_they_were_recorded()
    {
        var run = new ListRunContext(3);
        run.Record("loss", 0, 1);
        run.BeginTask("light");
        run.Record("loss", 1, 2);
        run.Record("loss", 0, 3);
        run.Record("loss", 1, double.NaN);

        Assert.Equal([1], run.Series("loss", null).Values);
        Assert.Equal([3, double.NaN], run.Series("loss", "light").Values);
        Assert.Equal(double.NaN, run.Last("loss", "light"));
        Assert.Equal(4, run.Points.Count);
        Assert.Contains("loss in light", Assert.Throws<InvalidOperationException>(() => run.Last("loss", "heavy")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_depends_on_seed_and_purpose_only()
    {
        var (one, other) = (new ListRunContext(3), new ListRunContext(3));
        _ = one.Random("data").NextUInt64();
        Assert.Equal(other.Random("init").NextUInt64(), one.Random("init").NextUInt64());
        Assert.NotEqual(one.Random("data").NextUInt64(), one.Random("init").NextUInt64());
        Assert.NotEqual(new ListRunContext(4).Random("init").NextUInt64(), one.Random("init").NextUInt64());
    }

    [Fact]
    public void What_breaks_the_rules_of_recording_is_refused()
    {
        var run = new ListRunContext(0);
        run.BeginTask("light");
        Assert.Throws<ArgumentException>(() => run.BeginTask("light"));
        Assert.Throws<ArgumentException>(() => run.BeginTask(" "));
        Assert.Throws<ArgumentException>(() => run.Record("", 0, 0));
        Assert.Throws<ArgumentException>(() => run.Record(new string('x', 251), 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => run.Record("loss", -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => run.SaveCheckpoint(CheckpointKind.Memory, -1, new byte[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => run.Progress(1.5, ""));
        Assert.Throws<ArgumentOutOfRangeException>(() => run.Progress(double.NaN, ""));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ListRunContext(-1));
        Assert.Empty(run.Points);
    }

    [Fact]
    public void A_checkpoint_keeps_its_own_bytes()
    {
        var run = new ListRunContext(0);
        byte[] bytes = [1, 2];
        run.SaveCheckpoint(CheckpointKind.Network, 5, bytes);
        bytes[0] = 9;
        Assert.Equal([1, 2], run.Checkpoints[0].Content);
        Assert.NotEqual(run.Checkpoints[0].Handle, run.SaveCheckpoint(CheckpointKind.Network, 5, bytes));
    }

    [Fact]
    public void The_console_tells_what_happens_and_keeps_everything()
    {
        var (kept, text) = (new ListRunContext(0), new StringWriter());
        var console = new ConsoleRunContext(kept, text);
        console.BeginTask("light");
        console.Record("mse", 0, 1e-7);
        console.Record("loss", 0, 4);
        console.Progress(0.5, "lifting");
        console.Progress(0.51, "lifting");
        console.Log(LogSeverity.Warning, "hot");
        console.WriteScores([new MetricDeclaration("loss", "A curve."), new MetricDeclaration("mse", "A score.", "Nm²") { IsScore = true }]);

        Assert.Equal(["task light", " 50 % lifting", "Warning: hot", "light  mse = 1e-7 Nm²"], text.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, kept.Points.Count);
    }
}
