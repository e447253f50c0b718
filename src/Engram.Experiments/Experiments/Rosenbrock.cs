using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Engram.Experiments.Claims;
using Engram.Experiments.Running;
using Engram.Learning.Memory;
using Engram.Learning.Models;
using Engram.Learning.Optimizers;
using Engram.Numerics.Kernels;
using Engram.Numerics.Serialization;

namespace Engram.Experiments.Experiments;

/// <summary>How the valley is descended.</summary>
public enum RosenbrockMethod
{
    /// <summary>Gradient descent with a constant rate, its gradient clipped like that of the others.</summary>
    Gd,

    /// <summary>Gradient descent with one memory of learning rates per dimension, learned by gradient descent.</summary>
    [JsonStringEnumMemberName("metagd")]
    MetaGd,

    /// <summary>The same with memories learned by Adam.</summary>
    [JsonStringEnumMemberName("metagd-mem-adam")]
    MetaGdMemAdam,
}

/// <summary>Settings of <see cref="Rosenbrock"/>.</summary>
public sealed record RosenbrockOptions
{
    /// <summary>How the valley is descended.</summary>
    public RosenbrockMethod Method { get; init; } = RosenbrockMethod.MetaGd;

    /// <summary>Learning rate η; what a new memory recalls everywhere.</summary>
    [Range(1e-9, 1.0)]
    public double Eta { get; init; } = 0.001;

    /// <summary>Updates in each run.</summary>
    [Range(5, 100_000)]
    public int Iterations { get; init; } = 100;

    /// <summary>Consecutive runs from the same start; each begins with the memory of the one before.</summary>
    [Range(1, 3)]
    public int Runs { get; init; } = 2;

    /// <summary>Standard deviation of a random offset of the start by seed; 0 starts where the paper does, and then all seeds are alike.</summary>
    [Range(0.0, 1.0)]
    public double StartSpread { get; init; }

    /// <summary>Memory rate ξ: how fast the memory itself learns.</summary>
    [Range(0.0, 1000.0)]
    public double MemoryRate { get; init; } = 0.001;

    /// <summary>Local models M in each memory.</summary>
    [Range(2, 100_000)]
    public int Centres { get; init; } = 100;

    /// <summary>Kernel width s of a local model, in distances between neighbours.</summary>
    [Range(0.3, 10.0)]
    public double RelativeWidth { get; init; } = 0.5;

    /// <summary>Partial derivatives are clipped to ± this value g, by value; the memories cover that interval.</summary>
    [Range(1e-6, 1e6)]
    public double Clip { get; init; } = 10;
}

/// <summary>Two dimensions, one memory of learning rates each, and what a second descent gains from the memory of the first.</summary>
/// <remarks>
/// f(x) = (1 − x₁)² + 100 (x₂ − x₁²)² from (1.5, −0.5), 100 updates per run. Source: Meier, Kappler, Schaal, "Online learning of a memory for
/// learning rates", ICRA 2018, section IV.B and figure 2; start, M, s, ξ and the number of updates as in the authors' published code.
/// The paper does not say after which updates it took its three snapshots of the memories; we take 3, 8 and 40.
/// </remarks>
[Experiment("rosenbrock", "Does a second descent into the valley gain from the memory of learning rates that the first one left?",
    Title = "Rosenbrock valley", Source = "Meier, Kappler, Schaal 2018, section IV.B, figure 2")]
public sealed class Rosenbrock(RosenbrockOptions options) : IExperiment
{
    private const int FirstUpdates = 5;
    private const double HighestValue = 1e12;

    private static readonly int[] Snapshots = [3, 8, 40];

    /// <summary>Figure 2: three methods, two runs.</summary>
    public static ExperimentPlan Plan { get; } = new()
    {
        Tasks =
        [
            new("run-1", "The first descent, with new memories."),
            new("run-2", "The same descent again, with the memories that run-1 left."),
            new("run-3", "Once more, with the memories that run-2 left; only when three runs are asked for."),
        ],
        Metrics =
        [
            new("f", "Height above the minimum after so many updates.") { IsLogarithmic = true },
            new("x/1", "First coordinate.") { Goal = Goal.Neutral },
            new("x/2", "Second coordinate.") { Goal = Goal.Neutral },
            new("z/1", "Partial derivative along the first coordinate, clipped.") { Goal = Goal.Neutral },
            new("z/2", "Partial derivative along the second coordinate, clipped.") { Goal = Goal.Neutral },
            new("eta/1", "Rate applied along the first coordinate.") { Goal = Goal.Neutral, IsLogarithmic = true },
            new("eta/2", "Rate applied along the second coordinate.") { Goal = Goal.Neutral, IsLogarithmic = true },
            new("steps/f-below-1", "Updates until f is below 1 for the first time; one more than there are when it never is.") { IsScore = true },
            new("log10-f/mean", "Mean of log10 f over all points of the descent, the start included.") { IsScore = true },
            new("eta/mean-of-first-5", "Mean rate of the first five updates, in the dimension where it is smaller.")
            {
                IsScore = true,
                Goal = Goal.Higher,
            },
            new("diverged", "1 when f left the finite numbers or 1e12, else 0.") { IsScore = true },
        ],
        Presets =
        [
            new Preset("smoke", "Three methods, two descents of 40 updates each; milliseconds.", "0")
            {
                Options = new() { ["iterations"] = 40 },
                Grid = ThreeMethods,
            },
            new Preset("quick", "Figure 2 from ten starts around the paper's, so that its claims are judged over seeds; a second.", "0..9")
            {
                Options = new() { ["startSpread"] = 0.05 },
                Grid = ThreeMethods,
            },
            new Preset("paper", "Figure 2 exactly: one start, nothing random; milliseconds.", "0") { Grid = ThreeMethods },
        ],
        Label = options => Label((RosenbrockOptions)options),
        Claims =
        [
            new("memory-helps-at-once",
                "The first run with a memory already converges faster than without one.",
                "figure 2, top middle; section IV.B",
                [
                    .. Memories.Select(memory => Expectation.Less($"{memory}: updates to f < 1", Steps("run-1", memory), Steps("run-1", "gd"))),
                    Expectation.Less("metagd: mean log10 f", MeanLog("run-1", "metagd"), MeanLog("run-1", "gd")),
                ]),
            new("second-run-is-faster",
                "The second run re-uses the memory of the first and converges even faster.",
                "figure 2, top middle; section IV.B",
                [
                    .. Memories.Select(memory => Expectation.Less($"{memory}: updates to f < 1", Steps("run-2", memory), Steps("run-1", memory))),
                    Expectation.Less("metagd: mean log10 f", MeanLog("run-2", "metagd"), MeanLog("run-1", "metagd")),
                ]),
            new("memory-starts-with-larger-rates",
                "With η = 0.001 the first five updates of the second run have rates above five times that on average, in both dimensions.",
                "figure 2, top right; the factor is ours",
                [.. Memories.Select(memory => Expectation.Between(memory, FirstRates("run-2", memory, eta: 0.001), 5 * 0.001, double.PositiveInfinity))]),
        ],
    };

    private static string[] Memories => ["metagd", "metagd-mem-adam"];

    private static Dictionary<string, JsonNode[]> ThreeMethods => new() { ["method"] = ["gd", "metagd", "metagd-mem-adam"] };

    /// <inheritdoc/>
    public void Run(IRunContext run)
    {
        var start = run.Random("env");
        double[] origin = [1.5 + start.NextNormal(0, options.StartSpread), -0.5 + start.NextNormal(0, options.StartSpread)];
        var memory = run.Input(CheckpointKind.Memory) is { } handed
            ? (handed.Handle, Content: MemoryCheckpoint.Parse(SafeTensorsFile.Parse(handed.Content.Span)))
            : default;
        for (var descent = 0; descent < options.Runs; descent++)
        {
            run.BeginTask($"run-{descent + 1}");
            var rule = NewRule();
            var memories = (rule as IRemembersRates<double>)?.Memories ?? [];
            if (memory.Content is not null && memories.Count > 0)
            {
                memory.Content.LoadInto(memories);
                run.RecordTransfer(memory.Handle);
            }

            IReadOnlyList<string> learnedOn = [.. memory.Content?.Provenance ?? [], $"run-{descent + 1}"];
            Descend(run, rule, [.. origin], step =>
            {
                if (memories.Count > 0 && (step == options.Iterations || Snapshots.Contains(step)))
                {
                    var content = MemoryCheckpoint.Of(memories, learnedOn);
                    memory = (run.SaveCheckpoint(CheckpointKind.Memory, step, content.ToFile().ToBytes()), content);
                }
            });
            run.Progress((descent + 1.0) / options.Runs, $"run-{descent + 1} done");
        }
    }

    /// <summary>One descent; <paramref name="afterUpdate"/> is told the number of updates so far.</summary>
    private void Descend(IRunContext run, IUpdateRule<double> rule, double[] x, Action<int> afterUpdate)
    {
        var optimizer = new Optimizer<double>(rule);
        var (reached, sumOfLogs, diverged) = (options.Iterations + 1, 0.0, false);
        var (gradient, firstRates) = (new double[2], new double[2]);
        for (var step = 0; ; step++)
        {
            run.Cancelled.ThrowIfCancellationRequested();
            var f = Value(x);
            run.Record("f", step, f);
            run.Record("x/1", step, x[0]);
            run.Record("x/2", step, x[1]);
            reached = f < 1 ? Math.Min(reached, step) : reached;
            sumOfLogs += Elementary.Log(f) / Elementary.Log(10);
            diverged = !(f <= HighestValue);
            if (step == options.Iterations || diverged)
            {
                break;
            }

            Gradient(x, gradient);
            optimizer.Step(x, gradient);
            for (var dimension = 0; dimension < 2; dimension++)
            {
                var rate = rule is IRemembersRates<double> memory ? memory.Rates[dimension] : options.Eta;
                run.Record($"z/{dimension + 1}", step, Math.Clamp(gradient[dimension], -options.Clip, options.Clip));
                run.Record($"eta/{dimension + 1}", step, rate);
                firstRates[dimension] += step < FirstUpdates ? rate / FirstUpdates : 0;
            }

            afterUpdate(step + 1);
        }

        run.Record("steps/f-below-1", options.Iterations, reached);
        run.Record("log10-f/mean", options.Iterations, diverged ? double.PositiveInfinity : sumOfLogs / (options.Iterations + 1));
        run.Record("eta/mean-of-first-5", options.Iterations, firstRates.Min());
        run.Record("diverged", options.Iterations, diverged ? 1 : 0);
    }

    private static double Value(double[] x) => ((1 - x[0]) * (1 - x[0])) + (100 * (x[1] - (x[0] * x[0])) * (x[1] - (x[0] * x[0])));

    private static void Gradient(double[] x, double[] gradient)
    {
        gradient[1] = 200 * (x[1] - (x[0] * x[0]));
        gradient[0] = (-2 * (1 - x[0])) - (2 * x[0] * gradient[1]);
    }

    private IUpdateRule<double> NewRule()
    {
        UpdateRuleOptions method = options.Method == RosenbrockMethod.Gd
            ? new GradientDescentOptions { Rate = options.Eta, GradientBound = options.Clip }
            : new MetaGradientDescentOptions
            {
                Memory = new LearningRateMemoryOptions
                {
                    Centres = options.Centres,
                    GradientBound = options.Clip,
                    RelativeWidth = options.RelativeWidth,
                    InitialRate = options.Eta,
                    Updater = options.Method == RosenbrockMethod.MetaGdMemAdam
                        ? AdamOptions.ForMemory(options.MemoryRate)
                        : new GradientDescentOptions { Rate = options.MemoryRate },
                },
            };
        return method.Create<double>([new ParameterGroup("x1", 0, 1), new ParameterGroup("x2", 1, 1)]);
    }

    private static string Label(RosenbrockOptions options) => options.Method switch
    {
        RosenbrockMethod.Gd => "GD",
        RosenbrockMethod.MetaGd => "MetaGD",
        _ => "MetaGD, memory by Adam",
    };

    private static Score Steps(string task, string method) => new("steps/f-below-1", task, Where(method));

    private static Score MeanLog(string task, string method) => new("log10-f/mean", task, Where(method));

    private static Score FirstRates(string task, string method, double eta) => new("eta/mean-of-first-5", task, Where(method, ("eta", eta)));

    private static Dictionary<string, JsonNode> Where(string method, params (string Option, JsonNode Value)[] others) =>
        new(others.Select(one => KeyValuePair.Create(one.Option, one.Value))) { ["method"] = method };
}
