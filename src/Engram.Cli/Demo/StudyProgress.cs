using System.Text.Json.Nodes;

namespace Engram.Cli.Demo;

/// <summary>How far a study is: its runs counted by state.</summary>
/// <param name="Queued">Runs nobody works on yet.</param>
/// <param name="Running">Runs a worker works on.</param>
/// <param name="Succeeded">Runs that came to their end.</param>
/// <param name="Failed">Runs that ended with an error.</param>
/// <param name="Cancelled">Runs somebody ended.</param>
internal sealed record StudyProgress(int Queued, int Running, int Succeeded, int Failed, int Cancelled)
{
    public int All => Queued + Running + Ended;

    public int Ended => Succeeded + Failed + Cancelled;

    public bool IsOver => Queued + Running == 0;

    /// <summary>Reads it from a study as the API describes it; a state that is not named has no runs.</summary>
    public static StudyProgress Of(JsonNode study)
    {
        var states = study["runsByState"];
        int Count(string state) => (int?)states?[state] ?? 0;
        return new StudyProgress(Count("queued"), Count("running"), Count("succeeded"), Count("failed"), Count("cancelled"));
    }

    /// <summary>One line for the terminal.</summary>
    public string Line(TimeSpan since) =>
        $"  demo      {Ended} of {All} runs done, {Running} running{(Failed > 0 ? $", {Failed} failed" : "")}{(Cancelled > 0 ? $", {Cancelled} cancelled" : "")}, {since:m\\:ss}";
}
