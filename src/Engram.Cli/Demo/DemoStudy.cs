using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Engram.Cli.Demo;

/// <summary>The study that a fresh Engram shows itself by: sequential lift, preset <c>quick</c>, which is the whole of Table I with 3 seeds.</summary>
internal static class DemoStudy
{
    /// <summary>By this name it is found again after an interruption.</summary>
    public const string Name = "Sequential lift, the demo";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Submits the study if nothing was ever submitted, and follows it; one that was interrupted is followed to its end; with any other
    /// study in the database nothing happens.
    /// </summary>
    public static async Task WelcomeAsync(EngramApi api, Terminal terminal, CancellationToken ct)
    {
        var studies = (await api.GetAsync("/api/v1/studies?limit=100", ct))["items"]!.AsArray();
        if (studies.Count == 0) await FollowAsync(api, await SubmitAsync(api, ct), terminal, ct);
        else if (studies.FirstOrDefault(s => (string?)s!["name"] == Name) is { } demo && !StudyProgress.Of(demo).IsOver) await FollowAsync(api, (string)demo["id"]!, terminal, ct);
    }

    /// <summary>Submits it once more.</summary>
    /// <returns>The study's identifier.</returns>
    public static async Task<string> SubmitAsync(EngramApi api, CancellationToken ct)
    {
        var study = await api.PostAsync(
            "/api/v1/studies",
            new JsonObject { ["project"] = "demo", ["experiment"] = "sequential-lift", ["preset"] = "quick", ["name"] = Name },
            ct);
        return (string)study["id"]!;
    }

    /// <summary>Shows its progress until it is over, then its table and its address.</summary>
    public static async Task FollowAsync(EngramApi api, string id, Terminal terminal, CancellationToken ct)
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
