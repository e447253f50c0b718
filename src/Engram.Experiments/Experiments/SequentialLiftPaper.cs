using System.Globalization;
using System.Text.Json.Nodes;
using Engram.Experiments.Claims;
using Engram.Experiments.Options;

namespace Engram.Experiments.Experiments;

/// <summary>What the paper says about the lift, its table I and its sentences, and what we ask of a faithful reproduction.</summary>
/// <remarks>
/// Source: Meier, Kappler, Schaal 2018, section IV.D.2. Absolute losses are not claimed: the paper's arm is real and its input scaling unknown;
/// only orders, shares and the initial loss are.
/// </remarks>
internal static class SequentialLiftPaper
{
    /// <summary>The numbers as printed; the averages agree with the cells.</summary>
    private const string Printed =
        """
        0.01    no-object 180.062 228.421 180.062 228.421
        0.01    light     234.276 228.704  55.407  18.926
        0.01    heavy     220.249 167.623   0.034   0.027
        0.001   no-object 119.317  65.221 119.317  65.221
        0.001   light     110.396  63.952   2.233   0.692
        0.001   heavy     113.62   66.958   0.618   0.454
        0.0001  no-object 468.849  80.219 468.849  80.219
        0.0001  light     489.441  78.799  10.712   0.593
        0.0001  heavy     513.898  82.804   6.444   0.694
        average no-object 256.076 124.62  256.076 124.62
        average light     278.038 123.818  22.784   6.737
        average heavy     282.589 105.795   2.365   0.392
        """;

    /// <summary>The rates of table I.</summary>
    public static double[] Rates => [0.01, 0.001, 0.0001];

    private static readonly TableAxis[] Columns =
    [
        new("GD no reload", Where(("method", "gd"), ("reloadNetwork", false))),
        new("MetaGD no reload", Where(("method", "metagd"), ("reloadNetwork", false), ("reloadMemory", false))),
        new("GD reload", Where(("method", "gd"), ("reloadNetwork", true))),
        new("MetaGD reload", Where(("method", "metagd"), ("reloadNetwork", true), ("reloadMemory", true))),
    ];

    /// <summary>The table: rates and their average by what is lifted, methods by what is carried on.</summary>
    public static PaperTable TableOne { get; } = new("Table I", "MSE of the first 500 ms of each task execution, joint 1, in Nm².", "mse/first-500ms")
    {
        Rows = [.. Rates.Select(rate => new TableAxis(Row(CanonicalJson.Number(rate)), Where(("eta", rate)))), new TableAxis(Row("average"), Where())],
        Columns = Columns,
        Tasks = ["no-object", "light", "heavy"],
        Published = Printed.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .SelectMany(cells => Columns.Select((column, index) => (Key: (Row(cells[0]), cells[1], column.Label), Value: double.Parse(cells[index + 2], CultureInfo.InvariantCulture))))
            .ToDictionary(cell => cell.Key, cell => cell.Value),
    };

    private static string Row(string rate) => rate == "average" ? rate : $"η = {rate}";

    private static Dictionary<string, JsonNode> Where(params (string Option, JsonNode Value)[] settings) => settings.ToDictionary(one => one.Option, one => one.Value);

    private const string First = "mse/first-500ms";
    private const string Last = "mse/last-500ms";
    private const string Initial = "loss/initial";

    private static readonly string[] Methods = ["gd", "metagd"];
    private static readonly string[] Later = ["light", "heavy"];
    private static readonly string[] Every = ["no-object", "light", "heavy"];

    /// <summary>The claims, the main one first.</summary>
    public static IReadOnlyList<Claim> Claims { get; } =
    [
        new("reload-beats-no-reload", "Carrying network and memory on lowers the error of the first 500 ms, for each method and each rate.", "table I",
        [
            .. from method in Methods from rate in Rates from task in Later
               select Expectation.Less($"{Name(method)}, {task}, {Eta(rate)}", Score(First, task, method, true, rate), Score(First, task, method, false, rate)),
        ]),
        new("memory-helps-new-networks", "Without reload MetaGD has a lower error in the first 500 ms than GD, for every rate.", "table I, columns noreload",
        [
            .. from rate in Rates from task in Later
               select Expectation.Less($"{task}, {Eta(rate)}", Score(First, task, "metagd", false, rate), Score(First, task, "gd", false, rate)),
        ]),
        new("memory-helps-on-average", "Averaged over the rates, MetaGD has a lower error than GD: with nothing lifted, and with reload for both objects.", "table I, rows average",
        [
            Expectation.Less("no-object", Score(First, "no-object", "metagd", false), Score(First, "no-object", "gd", false)),
            .. Later.Select(task => Expectation.Less($"{task}, reload", Score(First, task, "metagd", true), Score(First, task, "gd", true))),
        ]),
        new("metagd-is-almost-always-lower", "MetaGD reaches a low loss faster in almost all settings: here, each cell of table I in which the paper has it lower.", "section IV.D.2, table I",
        [
            .. from rate in Rates where rate != 0.01 select Expectation.Less($"no-object, {Eta(rate)}", Score(First, "no-object", "metagd", false, rate), Score(First, "no-object", "gd", false, rate)),
            .. from reload in new[] { false, true } from rate in Rates from task in Later
               select Expectation.Less($"{task}, {Reload(reload)}, {Eta(rate)}", Score(First, task, "metagd", reload, rate), Score(First, task, "gd", reload, rate)),
        ]),
        new("high-rate-exception", "With η = 0.01 and nothing lifted MetaGD is worse than GD: a high rate can drive the model into a bad region.", "section IV.D.2, table I",
            [Expectation.Less("no-object, η = 0.01", Score(First, "no-object", "gd", false, 0.01), Score(First, "no-object", "metagd", false, 0.01))]),
        new("warm-start-begins-lower", "A reloaded network starts out with a lower error at once, for GD and for MetaGD (η = 0.0001).", "section IV.D.2, figure 5",
        [
            .. from method in Methods from task in Later
               select Expectation.Less($"{Name(method)}, {task}", Score(Initial, task, method, true, 0.0001), Score(Initial, task, method, false, 0.0001)),
        ]),
        new("metagd-reduces-error-faster", "After a warm start MetaGD reduces the error faster than GD (η = 0.0001).", "section IV.D.2, figure 5",
            [.. Later.Select(task => Expectation.Less(task, Score(First, task, "metagd", true, 0.0001), Score(First, task, "gd", true, 0.0001)))]),
        new("metagd-learns-by-the-end", "Without reload MetaGD has a good model by the end of the movement: its last 500 ms have less than 5 % of the initial loss, for every rate.", "section IV.D.2, figure 5; the 5 % are ours",
            [.. LearnsByTheEnd("metagd", Rates)]),
        new("gd-learns-by-the-end", "Without reload GD too has a good model by the end of the movement, for η = 0.01 and 0.001: less than 5 % of the initial loss.", "section IV.D.2, figure 5; the 5 % are ours, and so is leaving out η = 0.0001",
            [.. LearnsByTheEnd("gd", [0.01, 0.001])]),
        new("steps-keep-up", "An update takes less than 3 ms on average, and 99 of 100 less than the 10 ms in which the next batch arrives.", "section IV.D.2",
        [
            .. from method in Methods from task in Every
               from limit in new[] { ("step-time/mean", 0.003), ("step-time/p99", 0.010) }
               select Expectation.Between($"{Name(method)}, {task}, {limit.Item1}", Score(limit.Item1, task, method), 0, limit.Item2),
        ]),
        new("initial-loss-is-the-torque", "A new network starts with the square of a torque between 30 and 35 Nm: 900 to 1200 Nm².", "section IV.D.2",
        [
            .. from method in Methods from task in Every
               select Expectation.Between($"{Name(method)}, {task}", Score(Initial, task, method, false), 900, 1200),
        ]),
        new("adam-is-not-better", "Adam does not perform well on such correlated data: averaged over the rates, MetaGD with reload is below it.", "section IV.D.2, its numbers omitted",
            [.. Later.Select(task => Expectation.Less(task, Score(First, task, "metagd", true), Score(First, task, "adam", true)))]),
    ];

    private static IEnumerable<Expectation> LearnsByTheEnd(string method, double[] rates) =>
        from rate in rates from task in Every
        select Expectation.Less($"{task}, {Eta(rate)}", Score(Last, task, method, false, rate), Score(Initial, task, method, false, rate) with { Factor = 0.05 });

    /// <summary>A score of a method; with or without reload of all it has, or either when null; at a rate, or over all when null.</summary>
    private static Score Score(string metric, string task, string method, bool? reload = null, double? rate = null)
    {
        var where = new Dictionary<string, JsonNode> { ["method"] = method };
        if (reload is { } carried)
        {
            where["reloadNetwork"] = carried;
        }

        if (reload is { } remembered && method == "metagd")
        {
            where["reloadMemory"] = remembered;
        }

        if (rate is { } eta)
        {
            where["eta"] = eta;
        }

        return new Score(metric, task, where);
    }

    private static string Name(string method) => method == "gd" ? "GD" : "MetaGD";

    private static string Eta(double rate) => $"η = {CanonicalJson.Number(rate)}";

    private static string Reload(bool reload) => reload ? "reload" : "no reload";
}
