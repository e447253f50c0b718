using System.Globalization;
using System.Text.Json.Nodes;
using Engram.Experiments.Claims;
using Engram.Experiments.Options;

namespace Engram.Experiments.Papers;

/// <summary>What the paper says about the lift, its table I and its sentences, and what we ask of a faithful reproduction.</summary>
/// <remarks>
/// Source: Meier, Kappler, Schaal 2018, section IV.D.2. Absolute losses are not claimed: the paper's arm is real and its input scaling unknown;
/// only orders, shares and the initial loss are.
/// </remarks>
internal static class MeierKapplerSchaal2018
{
    private const string First = "mse/first-500ms";
    private const string Last = "mse/last-500ms";
    private const string Initial = "loss/initial";

    private static readonly string[] Methods = ["gd", "metagd"];
    private static readonly string[] Later = ["light", "heavy"];
    private static readonly string[] Every = ["no-object", "light", "heavy"];

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
    public static PaperTable TableOne { get; } = new("Table I", "MSE of the first 500 ms of each task execution, joint 1, in Nm².", First)
    {
        Rows = [.. Rates.Select(rate => new TableAxis(Row(CanonicalJson.Number(rate)), Where(("eta", rate)))), new TableAxis("average", Where())],
        Columns = Columns,
        Tasks = Every,
        Published = ReadPrinted().ToDictionary(),
    };

    /// <summary>The claims, the main one first.</summary>
    public static IReadOnlyList<Claim> Claims { get; } =
    [
        new("reload-beats-no-reload",
            "Carrying network and memory on lowers the error of the first 500 ms, for each method and each rate.",
            "table I",
            [
                .. from method in Methods from rate in Rates from task in Later
                   select Expectation.Less($"{Name(method)}, {task}, {Eta(rate)}", Reload(First, task, method, rate), NoReload(First, task, method, rate)),
            ]),
        new("memory-helps-new-networks",
            "Without reload MetaGD has a lower error in the first 500 ms than GD, for every rate.",
            "table I, columns noreload",
            [
                .. from rate in Rates from task in Later
                   select Expectation.Less($"{task}, {Eta(rate)}", NoReload(First, task, "metagd", rate), NoReload(First, task, "gd", rate)),
            ]),
        new("memory-helps-on-average",
            "Averaged over the rates, MetaGD has a lower error than GD: with nothing lifted, and with reload for both objects.",
            "table I, rows average",
            [
                Expectation.Less("no-object", NoReload(First, "no-object", "metagd"), NoReload(First, "no-object", "gd")),
                .. Later.Select(task => Expectation.Less($"{task}, reload", Reload(First, task, "metagd"), Reload(First, task, "gd"))),
            ]),
        new("metagd-is-almost-always-lower",
            "MetaGD reaches a low loss faster in almost all settings: here, each cell of table I in which the paper has it lower.",
            "section IV.D.2, table I",
            [
                .. from rate in Rates where rate != 0.01
                   select Expectation.Less($"no-object, {Eta(rate)}", NoReload(First, "no-object", "metagd", rate), NoReload(First, "no-object", "gd", rate)),
                .. from rate in Rates from task in Later
                   select Expectation.Less($"{task}, no reload, {Eta(rate)}", NoReload(First, task, "metagd", rate), NoReload(First, task, "gd", rate)),
                .. from rate in Rates from task in Later
                   select Expectation.Less($"{task}, reload, {Eta(rate)}", Reload(First, task, "metagd", rate), Reload(First, task, "gd", rate)),
            ]),
        new("high-rate-exception",
            "With η = 0.01 and nothing lifted MetaGD is worse than GD: a high rate can drive the model into a bad region.",
            "section IV.D.2, table I",
            [Expectation.Less("no-object, η = 0.01", NoReload(First, "no-object", "gd", 0.01), NoReload(First, "no-object", "metagd", 0.01))]),
        new("warm-start-begins-lower",
            "A reloaded network starts out with a lower error at once, for GD and for MetaGD (η = 0.0001).",
            "section IV.D.2, figure 5",
            [
                .. from method in Methods from task in Later
                   select Expectation.Less($"{Name(method)}, {task}", Reload(Initial, task, method, 0.0001), NoReload(Initial, task, method, 0.0001)),
            ]),
        new("metagd-reduces-error-faster",
            "After a warm start MetaGD reduces the error faster than GD (η = 0.0001).",
            "section IV.D.2, figure 5",
            [.. Later.Select(task => Expectation.Less(task, Reload(First, task, "metagd", 0.0001), Reload(First, task, "gd", 0.0001)))]),
        new("metagd-learns-by-the-end",
            "Without reload MetaGD has a good model by the end of the movement: its last 500 ms have less than 5 % of the initial loss, for every rate.",
            "section IV.D.2, figure 5; the 5 % are ours",
            [.. LearnsByTheEnd("metagd", Rates)]),
        new("gd-learns-by-the-end",
            "Without reload GD too has a good model by the end of the movement, for η = 0.01 and 0.001: less than 5 % of the initial loss.",
            "section IV.D.2, figure 5; the 5 % are ours, and so is leaving out η = 0.0001",
            [.. LearnsByTheEnd("gd", [0.01, 0.001])]),
        new("steps-keep-up",
            "An update takes less than 3 ms on average, and 99 of 100 less than the 10 ms in which the next batch arrives.",
            "section IV.D.2",
            [
                .. from method in Methods from task in Every
                   from time in new[] { (Metric: "step-time/mean", Limit: 0.003), (Metric: "step-time/p99", Limit: 0.010) }
                   select Expectation.Between($"{Name(method)}, {task}, {time.Metric}", Of(time.Metric, task, method), double.NegativeInfinity, time.Limit),
            ]),
        new("initial-loss-is-the-torque",
            "A new network starts with the square of a torque between 30 and 35 Nm: 900 to 1200 Nm².",
            "section IV.D.2",
            [
                .. from method in Methods from task in Every
                   select Expectation.Between($"{Name(method)}, {task}", NoReload(Initial, task, method), 900, 1200),
            ]),
        new("adam-is-not-better",
            "Adam does not perform well on such correlated data: averaged over the rates, MetaGD with reload is below it.",
            "section IV.D.2, its numbers omitted",
            [.. Later.Select(task => Expectation.Less(task, Reload(First, task, "metagd"), Reload(First, task, "adam")))]),
    ];

    private static IEnumerable<Expectation> LearnsByTheEnd(string method, double[] rates) =>
        from rate in rates from task in Every
        let initial = NoReload(Initial, task, method, rate) with { Factor = 0.05 }
        select Expectation.Less($"{task}, {Eta(rate)}", NoReload(Last, task, method, rate), initial);

    /// <summary>A score of a method that carries on all it has, at a rate; over all rates when null.</summary>
    private static Score Reload(string metric, string task, string method, double? rate = null) => Of(metric, task, method, true, rate);

    /// <summary>A score of a method that begins every task anew, at a rate; over all rates when null.</summary>
    private static Score NoReload(string metric, string task, string method, double? rate = null) => Of(metric, task, method, false, rate);

    private static Score Of(string metric, string task, string method, bool? reload = null, double? rate = null)
    {
        var where = Where(("method", method));
        if (reload is { } carried)
        {
            where["reloadNetwork"] = carried;
            if (method == "metagd") // to the others it makes no difference
            {
                where["reloadMemory"] = JsonValue.Create(carried);
            }
        }

        if (rate is { } eta)
        {
            where["eta"] = eta;
        }

        return new Score(metric, task, where);
    }

    private static IEnumerable<KeyValuePair<(string Row, string Task, string Column), double>> ReadPrinted() =>
        from line in Printed.Split('\n')
        let cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        from column in Columns.Index()
        select KeyValuePair.Create((Row(cells[0]), cells[1], column.Item.Label), double.Parse(cells[column.Index + 2], CultureInfo.InvariantCulture));

    private static Dictionary<string, JsonNode> Where(params (string Option, JsonNode Value)[] settings) =>
        settings.ToDictionary(setting => setting.Option, setting => setting.Value);

    private static string Row(string rate) => rate == "average" ? rate : $"η = {rate}";

    private static string Name(string method) => method == "gd" ? "GD" : "MetaGD";

    private static string Eta(double rate) => $"η = {CanonicalJson.Number(rate)}";
}
