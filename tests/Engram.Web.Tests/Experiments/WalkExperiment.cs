using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Engram.Experiments;
using Engram.Experiments.Claims;
using Engram.Experiments.Running;
using Engram.Numerics.Serialization;

namespace Engram.Web.Tests.Experiments;

/// <summary>Options of an experiment that is over in moments and whose scores are known beforehand.</summary>
public sealed record WalkOptions
{
    /// <summary>Steps per task.</summary>
    [Range(1, 100_000)] public int Steps { get; init; } = 20;

    /// <summary>Where the walk ends, give or take a seed's luck.</summary>
    [Range(-1e6, 1e6)] public double Goal { get; init; } = 1;

    /// <summary>Milliseconds to sleep before each step.</summary>
    [Range(0, 10_000)] public int PauseMs { get; init; }

    /// <summary>Whether it falls over in the second task.</summary>
    public bool Falls { get; init; }

    /// <summary>Whether the score of the second task is infinite.</summary>
    public bool Diverges { get; init; }
}

/// <summary>Scores goal + seed / 1000 in <c>out</c>, and ten times that in <c>back</c>; records every kind of double on the way.</summary>
[Experiment("walk", "Does a walk arrive where it was told to go?", Source = "ours, table 1")]
public sealed class WalkExperiment(WalkOptions options) : IExperiment
{
    /// <summary>What <c>odd</c> records, step by step.</summary>
    public static double[] Odd { get; } = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.Epsilon, double.MaxValue,
        0.1 + 0.2, -1e-300];

    public static ExperimentPlan Plan { get; } = new()
    {
        Presets = [new("smoke", "Two goals, three seeds.", "0..2") { Grid = new Dictionary<string, JsonNode[]> { ["goal"] = [1, 2] } }],
        Tasks = [new("out", "There."), new("back", "And back again.")],
        Metrics = [new("position", "Where it is."), new("odd", "Doubles of every kind."), new("score", "Where it arrived.") { IsScore = true },
            new("duration", "How long it took.", "s") { IsTiming = true }],
        Claims =
        [
            new("near-is-nearer", "A near goal is nearer than a far one.", "ours", [Less(1, 2)]),
            new("far-is-nearer", "A far goal is nearer than a near one.", "ours", [Less(2, 1)]),
            new("third-way", "A goal of 3 is farther.", "ours", [Less(1, 2), Less(1, 3)]),
            new("in-range", "A near goal scores about one.", "ours", [Expectation.Between("out", Score(1), 0.9, 1.1)]),
        ],
        Tables =
        [
            new("Table 1", "Score.", "score")
            {
                Rows = [new("near", Where(1)), new("far", Where(2)), new("average", new Dictionary<string, JsonNode>())],
                Columns = [new("walk", new Dictionary<string, JsonNode>()), new("fallen", new Dictionary<string, JsonNode> { ["falls"] = true })],
                Tasks = ["out", "back"],
                Published = new Dictionary<(string, string, string), double> { [("near", "out", "walk")] = 1.5 },
            },
        ],
    };

    public void Run(IRunContext run)
    {
        foreach (var task in new[] { "out", "back" })
        {
            run.BeginTask(task);
            if (task == "back" && options.Falls) throw new InvalidOperationException("It fell over a stone.");
            var score = (options.Goal + (run.Seed / 1000.0)) * (task == "back" ? 10 : 1);
            for (var step = 0; step < options.Steps; step++)
            {
                run.Cancelled.ThrowIfCancellationRequested();
                if (options.PauseMs > 0) run.Cancelled.WaitHandle.WaitOne(options.PauseMs);
                run.Record("position", step, score * (step + 1) / options.Steps);
                run.Progress((step + 1.0) / options.Steps, task);
            }
            for (var step = 0; step < Odd.Length; step++) run.Record("odd", step, Odd[step]);
            run.Record("score", options.Steps, task == "back" && options.Diverges ? double.PositiveInfinity : score);
            run.Record("duration", options.Steps, run.Time.GetUtcNow().Ticks % 1000);
            run.SaveCheckpoint(CheckpointKind.Network, options.Steps, new SafeTensorsBuilder().Add<double>("weights", [score, -0.0, double.NaN])
                .AddMetadata("task", task).Build().ToBytes());
            run.Log(LogSeverity.Info, $"{task}: arrived");
        }
    }

    private static Expectation Less(int near, int far) => Expectation.Less($"{near} before {far}", Score(near), Score(far));

    private static Score Score(int goal) => new("score", "out", Where(goal));

    private static Dictionary<string, JsonNode> Where(int goal) => new() { ["goal"] = goal };
}
