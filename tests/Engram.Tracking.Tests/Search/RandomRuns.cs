using System.Text.Json;
using System.Text.Json.Nodes;
using Engram.Numerics.Random;

namespace Engram.Tracking.Tests.Search;

/// <summary>A run as the oracle knows it.</summary>
internal sealed record KnownRun(Guid Id, string Name, string Project)
{
    public string? Experiment { get; init; }
    public string? Study { get; init; }
    public string? Condition { get; init; }
    public required string State { get; init; }
    public long? Seed { get; init; }
    public long Attempt { get; init; }
    public double Progress { get; init; }
    public DateTimeOffset SubmittedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public string User { get; init; } = "";
    public Guid? Parent { get; init; }

    public Dictionary<string, JsonElement> Options { get; init; } = [];

    public Dictionary<string, Dictionary<string, double>> Metrics { get; init; } = [];
    public string[] Labels { get; init; } = [];
    public Dictionary<string, string> TagValues { get; init; } = [];
}

/// <summary>Draws a population of runs with everything that is awkward: missing values, NaN, infinities, −0, numbers as texts, one key with several kinds.</summary>
internal static class RandomRuns
{
    public const int Count = 60;

    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly string[] OptionKeys = ["eta", "optimizer", "deep.width", "it's", "flag", "absent", "light/mse"];
    public static readonly string[] MetricKeys = ["loss", "light/mse", "acc.min", "absent"];
    public static readonly string[] TagKeys = ["draft", "model", "a.b", "absent"];
    public static readonly string[] States = ["queued", "running", "succeeded", "failed", "cancelled"];
    public static readonly string[] Texts = ["adam", "Adam", "sgd", "0.5", "1e-3", "007", "true", "false", "", "NaN", "Infinity", "100%", "Ünï", "\ud83d\ude00", "\uffee", "64", "null", "{}", "-inf", ".5", "5.", "x\\y", "it's"];
    public static readonly string[] Names = ["lift", "lift · seed 1", "bert", "Bert", "a", "condition 1", "condition 2", "alice", "\ud83d\ude00", "\uffee"];
    public static readonly double[] Numbers = [0, -0.0, 1, 2, 3, 64, 0.5, 0.001, -1, 1e-3, 7, 1e300, 5e-324, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 9007199254740992, 0.1];

    public static Guid Identifier(int i) => new($"0199c0de-0000-7000-8000-{i:x12}");

    public static List<KnownRun> Draw(RandomStream stream) => [.. Enumerable.Range(0, Count).Select(i => Draw(i, stream))];

    private static KnownRun Draw(int i, RandomStream stream)
    {
        bool Chance(int of) => stream.NextInt(of) == 0;
        T Pick<T>(IReadOnlyList<T> from) => from[stream.NextInt(from.Count)];
        var external = Chance(3);
        var state = Pick(States);
        var finished = state is "succeeded" or "failed" or "cancelled";
        return new(Identifier(i), Pick(Names), Pick(["lift", "walk"]))
        {
            Experiment = external ? null : "sequential-lift",
            Study = external ? null : Pick(["bert", "a"]),
            Condition = external ? null : Pick(["condition 1", "condition 2"]),
            State = state,
            Seed = external ? null : Chance(20) ? long.MaxValue - stream.NextInt(2) : stream.NextInt(70),
            Attempt = stream.NextInt(3),
            Progress = Pick([0, 0.5, 1, 0.1]),
            SubmittedAt = Start.AddHours(stream.NextInt(50)),
            StartedAt = state == "queued" ? null : Start.AddHours(stream.NextInt(50)),
            FinishedAt = finished ? Start.AddHours(stream.NextInt(50)) : null,
            User = Pick(["", "alice", "a"]),
            Parent = Chance(4) ? Identifier(stream.NextInt(Count)) : null,
            Options = OptionKeys.Where(key => key != "absent" && !Chance(3)).ToDictionary(key => key, _ => JsonElement.Parse(Json(stream))),
            Metrics = MetricKeys.Where(key => key != "absent" && !Chance(3)).ToDictionary(key => key, _ =>
                new[] { "last", "min", "max", "mean" }.Where(_ => !Chance(20)).ToDictionary(name => name, _ => Pick(Numbers))),
            Labels = [.. TagKeys.Where(key => key != "absent" && Chance(3))],
            TagValues = TagKeys.Where(key => key != "absent" && Chance(3)).ToDictionary(key => key, _ => Pick(Texts)),
        };
    }

    // Numbers are in the form in which jsonb writes them, so that their text is known.
    private static string Json(RandomStream stream) => stream.NextInt(8) switch
    {
        0 => "true",
        1 => "false",
        2 => "null",
        3 or 4 => new[] { "0", "1", "2", "64", "0.5", "0.001", "-1", "7", "1.50", "9007199254740993", "0.1" }[stream.NextInt(11)],
        5 => """["adam"]""",
        _ => JsonValue.Create(Texts[stream.NextInt(Texts.Length)]).ToJsonString(),
    };

    /// <summary>A double as the record keeps it in JSON.</summary>
    public static JsonNode Stored(double value) => double.IsFinite(value) ? JsonValue.Create(value)
        : JsonValue.Create(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
}
