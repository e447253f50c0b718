using System.Globalization;
using Engram.Experiments.Options;
using Engram.Tracking.Runs;

namespace Engram.Worker.Hosting;

/// <summary>How a worker works: <c>Runs:*</c> and <c>Experiments:*</c> of the configuration (in the environment <c>Runs__Concurrency</c> and so on).</summary>
internal sealed record WorkerSettings
{
    /// <summary>The record: <c>ConnectionStrings:Engram</c>. Required.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>How many runs are executed at a time: <c>Runs:Concurrency</c>, 1 to 1,024. Default: the number of processors. A run may use the processors of places that no run has taken.</summary>
    public required int Concurrency { get; init; }

    /// <summary>How long a run is held without a heartbeat: <c>Runs:LeaseSeconds</c>, 2 to 86,400. Default 30 s.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>How often the queue is looked at though nothing was announced: <c>Runs:PollSeconds</c>, 0.1 to 60. Default 1 s.</summary>
    public required TimeSpan Poll { get; init; }

    /// <summary>A run whose worker was lost this often fails: <c>Runs:MaxLosses</c>, 1 to 100. Default 5.</summary>
    public required int MaxLosses { get; init; }

    /// <summary>Further assemblies with experiments, besides our own: <c>Experiments:Assemblies</c>, paths separated by <c>;</c>. Default none.</summary>
    public required IReadOnlyList<string> Assemblies { get; init; }

    /// <summary>Reads the configuration strictly.</summary>
    /// <exception cref="StartUpException">Names every fault at once; a misspelt setting is one.</exception>
    public static WorkerSettings Read(IConfiguration configuration)
    {
        string[] known = ["Engine", "Concurrency", "LeaseSeconds", "PollSeconds", "MaxLosses"];
        List<string> faults = [];
        var connectionString = configuration.GetConnectionString("Engram");
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            faults.Add("No database is named. Set ConnectionStrings__Engram, for example \"Host=localhost;Database=engram;Username=engram;Password=…\", "
                + "or start with ./engram up, which brings its own.");
        }
        var runs = configuration.GetSection("Runs");
        foreach (var key in runs.GetChildren().Select(child => child.Key).Where(key => !known.Contains(key, StringComparer.OrdinalIgnoreCase)))
            faults.Add($"There is no setting Runs:{key}. {NearestName.Suggestion(key, known)}");
        if (EngineFault(runs["Engine"]) is { } engine) faults.Add(engine);
        var settings = new WorkerSettings
        {
            ConnectionString = connectionString ?? "",
            Concurrency = (int)Number("Concurrency", Environment.ProcessorCount, 1, 1_024, whole: true),
            Lease = TimeSpan.FromSeconds(Number("LeaseSeconds", 30, 2, 86_400)),
            Poll = TimeSpan.FromSeconds(Number("PollSeconds", 1, 0.1, 60)),
            MaxLosses = (int)Number("MaxLosses", RunReaper.DefaultMaxLosses, 1, RunReaper.MostMaxLosses, whole: true),
            Assemblies = [.. (configuration["Experiments:Assemblies"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
        };
        faults.AddRange(settings.Assemblies.Where(path => !File.Exists(path)).Select(path => $"Experiments:Assemblies names '{path}', which is not a file."));
        return faults.Count == 0 ? settings : throw new StartUpException(string.Join(Environment.NewLine, faults));

        double Number(string key, double standard, double min, double max, bool whole = false)
        {
            if (runs[key] is not { } text) return standard;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max && (!whole || value == Math.Floor(value))) return value;
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Runs:{key} is '{text}'; allowed is a {(whole ? "whole number" : "number")} from {min} to {max}, default {standard}."));
            return standard;
        }
    }

    private static string? EngineFault(string? engine) => engine?.Trim().ToLowerInvariant() switch
    {
        null or "postgres" => null,
        "hangfire" => "Runs:Engine is Hangfire, and its adapter is not part of this build. Build with WithHangfire=true where its packages can be had, or leave Runs:Engine at Postgres.",
        _ => $"Runs:Engine is '{engine}'; engines are Postgres (the default) and Hangfire.",
    };
}
