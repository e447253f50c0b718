using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Engram.Cli.Demo;

/// <summary>The study that a fresh Engram shows itself by: sequential lift, preset <c>quick</c>, which is the whole of Table I with 3 seeds.</summary>
internal static class DemoStudy
{
    /// <summary>By this name it is found again after an interruption.</summary>
    public const string Name = "Sequential lift, the demo";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    // A web host that dies of every submission is not helped by another one.
    private const int MostTries = 5;

    /// <summary>
    /// Submits the study if nothing was ever submitted, and follows it; one that was interrupted is followed to its end; with any other
    /// study in the database nothing happens.
    /// </summary>
    public static async Task WelcomeAsync(EngramApi api, Terminal terminal, CancellationToken ct)
    {
        if (await FirstAsync(api, ct) is { } study) await FollowAsync(api, study, terminal, ct);
    }

    /// <summary>Submits it once more, and follows it.</summary>
    public static async Task AgainAsync(EngramApi api, Terminal terminal, CancellationToken ct) =>
        await FollowAsync(api, await SubmitAsync(api, NewKey(), ct), terminal, ct);

    private static async Task<string?> FirstAsync(EngramApi api, CancellationToken ct)
    {
        var key = NewKey();
        for (var tries = 1; ; tries++)
        {
            var studies = (await api.GetAsync("/api/v1/studies?limit=100", ct))["items"]!.AsArray();
            if (studies.Count > 0) return (string?)studies.FirstOrDefault(s => (string?)s!["name"] == Name && (tries > 1 || !StudyProgress.Of(s).IsOver))?["id"];
            try
            {
                return await SubmitAsync(api, key, ct);
            }
            catch (NoAnswerException) when (tries < MostTries)
            {
                // If only the answer was lost, the next look finds the study.
            }
        }
    }

    private static string NewKey() => $"demo-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";

    private static async Task<string> SubmitAsync(EngramApi api, string key, CancellationToken ct)
    {
        var study = await api.PostAsync(
            "/api/v1/studies",
            new JsonObject { ["project"] = "demo", ["experiment"] = "sequential-lift", ["preset"] = "quick", ["name"] = Name },
            key,
            ct);
        return (string)study["id"]!;
    }

    /// <summary>Shows its progress until it is over, then its table and its address.</summary>
    private static async Task FollowAsync(EngramApi api, string id, Terminal terminal, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        for (; ; await Task.Delay(Pace, ct))
        {
            var progress = StudyProgress.Of(await api.GetAsync($"/api/v1/studies/{id}", ct));
            if (progress.IsOver)
            {
                terminal.Done(progress.Line(clock.Elapsed));
                break;
            }
            terminal.Progress(progress.Line(clock.Elapsed));
        }
        terminal.Line();
        foreach (var line in await DemoTable.OfAsync(api, id, ct)) terminal.Line(line);
        terminal.Line();
        terminal.Line($"  compare   {new Uri(api.Address, $"/studies/{id}/compare")}");
        terminal.Line();
    }
}
