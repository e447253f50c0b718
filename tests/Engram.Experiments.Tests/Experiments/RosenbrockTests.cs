using System.Text.Json;
using Engram.Experiments.Experiments;
using Engram.Experiments.Running;
using Engram.Learning.Memory;
using Engram.Numerics.Serialization;

namespace Engram.Experiments.Tests.Experiments;

public sealed class RosenbrockTests
{
    private static readonly Dictionary<string, RosenbrockMethod> Methods = new()
    {
        ["gd"] = RosenbrockMethod.Gd, ["metagd"] = RosenbrockMethod.MetaGd, ["metagd-mem-adam"] = RosenbrockMethod.MetaGdMemAdam,
    };

    // Oracle: a dense reference in plain Python, Fixtures/rosenbrock.py.
    [Fact]
    public void The_descents_are_those_of_the_dense_reference()
    {
        using var reference = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Experiments/Fixtures/rosenbrock.json")));
        foreach (var descent in reference.RootElement.EnumerateArray())
        {
            var run = Run(new RosenbrockOptions { Method = Methods[descent.GetProperty("method").GetString()!] });
            var task = descent.GetProperty("task").GetString()!;

            Assert.Equal(descent.GetProperty("reached").GetInt32(), run.Last("steps/f-below-1", task));
            RequireNear(descent.GetProperty("f"), run.Series("f", task));
            RequireNear(descent.GetProperty("eta1"), run.Series("eta/1", task));
            RequireNear(descent.GetProperty("eta2"), run.Series("eta/2", task));
        }

        // Kernels below 1e-10 are left out of the local memory; what that changes grows by a few powers of ten until the valley is reached.
        static void RequireNear(JsonElement expected, IReadOnlyDictionary<long, double> actual)
        {
            foreach (var (step, value) in expected.EnumerateArray().Index())
            {
                Assert.InRange(actual[step], value.GetDouble() * (1 - 1e-5), value.GetDouble() * (1 + 1e-5));
            }
        }
    }

    // Oracle: an earlier prototype of ours in numpy. Late values are chaotic, so the means are compared coarsely.
    [Theory]
    [InlineData(RosenbrockMethod.Gd, 1.570, 1.570)]
    [InlineData(RosenbrockMethod.MetaGd, -0.451, -0.710)]
    public void The_mean_height_agrees_with_the_prototype(RosenbrockMethod method, double first, double second)
    {
        var run = Run(new RosenbrockOptions { Method = method });
        Assert.Equal((first, second), (run.Last("log10-f/mean", "run-1"), run.Last("log10-f/mean", "run-2")), new Within(0.02));
    }

    [Fact]
    public void The_second_run_starts_from_the_memory_of_the_first()
    {
        var run = Run(new RosenbrockOptions());
        var border = run.Checkpoints.Single(one => one is { Task: "run-1", Step: 100 });

        Assert.Equal([3L, 8, 40, 100, 3, 8, 40, 100], run.Checkpoints.Select(one => one.Step));
        Assert.Equal([new RecordedTransfer("run-2", border.Handle)], run.Transfers);
        var memory = MemoryCheckpoint.Parse(SafeTensorsFile.Parse(run.Checkpoints[^1].Content));
        Assert.Equal(["run-1", "run-2"], memory.Provenance);
        Assert.Equal(["x1", "x2"], memory.Groups.Select(group => group.Name));
        Assert.Equal(2 * 99, memory.Groups[0].Updates);
    }

    [Fact]
    public void A_run_may_start_from_a_memory_handed_in()
    {
        var first = Run(new RosenbrockOptions());
        var border = first.Checkpoints.Single(one => one is { Task: "run-1", Step: 100 });
        var second = new ListRunContext(0);
        second.Inputs[CheckpointKind.Memory] = new TransferInput(border.Handle, border.Content);
        new Rosenbrock(new RosenbrockOptions { Runs = 1 }).Run(second);

        Assert.Equal(first.Series("f", "run-2"), second.Series("f", "run-1"));
        Assert.Equal([new RecordedTransfer("run-1", border.Handle)], second.Transfers);
        var other = new ListRunContext(0);
        other.Inputs[CheckpointKind.Memory] = new TransferInput(border.Handle, border.Content);
        Assert.Contains("M = 100", Assert.Throws<ArgumentException>(() => new Rosenbrock(new RosenbrockOptions { Centres = 50 }).Run(other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Seeds_differ_only_when_the_start_is_spread()
    {
        Assert.Equal(Run(new RosenbrockOptions(), 0).Series("f", "run-2"), Run(new RosenbrockOptions(), 1).Series("f", "run-2"));
        var spread = new RosenbrockOptions { StartSpread = 0.05 };
        Assert.NotEqual(Run(spread, 0).Series("f", "run-1")[0], Run(spread, 1).Series("f", "run-1")[0]);
        Assert.Equal(Run(spread, 0).Series("f", "run-1")[0], Run(spread with { Method = RosenbrockMethod.Gd }, 0).Series("f", "run-1")[0]);
    }

    [Fact]
    public void A_descent_that_diverges_says_so_and_ends()
    {
        var run = Run(new RosenbrockOptions { Method = RosenbrockMethod.Gd, Eta = 1, Clip = 1e6 });
        Assert.Equal(1, run.Last("diverged", "run-1"));
        Assert.Equal(double.PositiveInfinity, run.Last("log10-f/mean", "run-1"));
        Assert.Equal(101, run.Last("steps/f-below-1", "run-1"));
        Assert.InRange(run.Series("f", "run-1").Count, 2, 20);
        Assert.Equal(["run-1", "run-2"], run.Tasks);
    }

    private static ListRunContext Run(RosenbrockOptions options, long seed = 0)
    {
        var run = new ListRunContext(seed);
        new Rosenbrock(options).Run(run);
        return run;
    }

    private sealed class Within(double tolerance) : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) x, (double, double) y) => Math.Abs(x.Item1 - y.Item1) < tolerance && Math.Abs(x.Item2 - y.Item2) < tolerance;

        public int GetHashCode((double, double) obj) => 0;
    }
}
