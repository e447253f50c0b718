using System.Text.Json.Nodes;
using Engram.Experiments.Environments;
using Engram.Experiments.Options;

namespace Engram.Experiments.Experiments;

/// <summary>What <see cref="SequentialLift"/> declares about itself: tasks, metrics, presets. For claims and table see <see cref="SequentialLiftPaper"/>.</summary>
internal static class SequentialLiftPlan
{
    /// <summary>The plan.</summary>
    public static ExperimentPlan Plan { get; } = new()
    {
        Tasks =
        [
            new("no-object", "The arm lifts its empty hand."),
            new("light", "The same lift with a light object."),
            new("heavy", "The same lift with a heavy object."),
        ],
        Metrics = [.. Metrics()],
        Presets =
        [
            new Preset("smoke", "GD and MetaGD, with and without reload, the first 0.8 s of each lift, one seed; seconds.", "0")
            {
                Options = new() { ["samples"] = 800 },
                Conditions = ReloadOrNot,
                Grid = Grid(["gd", "metagd"]),
            },
            new Preset("quick", "All of table I with three seeds: 36 runs, some ten seconds.", "0..2")
            {
                Conditions = ReloadOrNot,
                Grid = Grid(["gd", "metagd"], SequentialLiftPaper.Rates),
            },
            new Preset("paper", "All of table I with ten seeds as in the paper: 120 runs, less than a minute.", "0..9")
            {
                Conditions = ReloadOrNot,
                Grid = Grid(["gd", "metagd"], SequentialLiftPaper.Rates),
            },
            new Preset("methods", "Table I with every method there is, Adam included, three seeds: 108 runs, less than a minute.", "0..2")
            {
                Conditions = ReloadOrNot,
                Grid = Grid(["gd", "metagd", "metagd-sign", "metagd-mem-adam", "adam", "adam-mem"], SequentialLiftPaper.Rates),
            },
            new Preset("all-joints", "GD and MetaGD with reload for all seven joints, η = 0.001, three seeds: 6 runs, some ten seconds.", "0..2")
            {
                Options = new() { ["joints"] = new JsonArray(1, 2, 3, 4, 5, 6, 7) },
                Grid = Grid(["gd", "metagd"]),
            },
        ],
        Claims = SequentialLiftPaper.Claims,
        Tables = [SequentialLiftPaper.TableOne],
        Label = options => Label((SequentialLiftOptions)options),
    };

    private static JsonObject[] ReloadOrNot =>
    [
        new() { ["reloadNetwork"] = false, ["reloadMemory"] = false },
        new() { ["reloadNetwork"] = true, ["reloadMemory"] = true },
    ];

    private static Dictionary<string, JsonNode[]> Grid(string[] methods, double[]? rates = null)
    {
        var grid = new Dictionary<string, JsonNode[]> { ["method"] = [.. methods] };
        if (rates is not null)
        {
            grid["eta"] = [.. rates];
        }

        return grid;
    }

    private static IEnumerable<MetricDeclaration> Metrics()
    {
        yield return Loss("loss", "Squared error of the predicted torque, mean over a batch, before the batch is learned.");
        yield return Loss("mse/first-500ms", "Mean loss of the first 500 ms of a lift: the cells of table I.") with { IsScore = true };
        yield return Loss("mse/last-500ms", "Mean loss of the last 500 ms of a lift.") with { IsScore = true };
        yield return Loss("loss/initial", "Loss of the very first batch of a lift, before anything of it is learned.") with { IsScore = true };
        yield return new("torque/measured", "Measured torque, mean over a batch.", "Nm") { Goal = Goal.Neutral };
        yield return new("torque/predicted", "Predicted torque, mean over a batch, before the batch is learned.", "Nm") { Goal = Goal.Neutral };
        yield return new("gradient/clipped-share", "Share of partial derivatives beyond ± the clip value.") { Goal = Goal.Neutral };
        yield return Time("step-time/mean", "Time of one update (prediction, gradient, memory and step), mean over the lift.");
        yield return Time("step-time/p99", "Time of one update that 99 of 100 stay below.");
        yield return new("diverged", "1 when the loss left the finite numbers or 1e12 Nm², else 0.") { IsScore = true };
        foreach (var layer in new[] { "layer1", "layer2", "layer3", "layer4" })
        {
            yield return Rate($"eta/{layer}/lowest", $"Smallest rate that the memory recalled for {layer}.");
            yield return Rate($"eta/{layer}/mean", $"Mean rate that the memory recalled for {layer}.");
            yield return Rate($"eta/{layer}/highest", $"Largest rate that the memory recalled for {layer}.");
        }

        for (var joint = 1; joint <= LiftStream.Joints; joint++)
        {
            var where = $"joint {joint}, where it is not the reported one";
            yield return Loss($"joint{joint}/loss", $"As loss, for {where}.") with { IsOptional = true };
            yield return Loss($"joint{joint}/mse/first-500ms", $"As mse/first-500ms, for {where}.") with { IsOptional = true, IsScore = true };
            yield return Loss($"joint{joint}/mse/last-500ms", $"As mse/last-500ms, for {where}.") with { IsOptional = true, IsScore = true };
        }
    }

    private static MetricDeclaration Loss(string key, string description) => new(key, description, "Nm²") { IsLogarithmic = true };

    private static MetricDeclaration Time(string key, string description) => new(key, description, "s") { IsScore = true, IsTiming = true };

    private static MetricDeclaration Rate(string key, string description) =>
        new(key, description) { Goal = Goal.Neutral, IsOptional = true, IsLogarithmic = true };

    private static string Label(SequentialLiftOptions options)
    {
        var (name, hasMemory) = options.Method switch
        {
            LiftMethod.Gd => ("GD", false),
            LiftMethod.MetaGd => ("MetaGD", true),
            LiftMethod.MetaGdSign => ("MetaGD sign", true),
            LiftMethod.MetaGdMemAdam => ("MetaGD memory by Adam", true),
            LiftMethod.Adam => ("Adam", false),
            _ => ("Adam with memory", true),
        };
        var reload = (options.ReloadNetwork, options.ReloadMemory || !hasMemory) switch
        {
            (true, true) => "reload",
            (true, false) => "reload network",
            (false, true) when hasMemory => "reload memory",
            _ => "no reload",
        };
        return $"{name} {reload} η={CanonicalJson.Number(options.Eta)}";
    }
}
