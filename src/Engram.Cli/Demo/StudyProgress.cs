using System.Globalization;
using System.Text.Json.Nodes;

namespace Engram.Cli.Demo;

/// <summary>How far a study is.</summary>
/// <param name="Expected">Runs it should have.</param>
/// <param name="Done">Share done, 0 to 1; a running run counts by its own progress.</param>
/// <param name="IsOver">Whether every run has ended.</param>
/// <param name="Running">Runs a worker works on.</param>
/// <param name="Succeeded">Runs that came to their end.</param>
/// <param name="Failed">Runs that ended with an error.</param>
/// <param name="Cancelled">Runs somebody ended.</param>
internal sealed record StudyProgress(int Expected, double Done, bool IsOver, int Running, int Succeeded, int Failed, int Cancelled)
{
    /// <summary>Reads it from a study as the API describes it.</summary>
    public static StudyProgress Of(JsonNode study)
    {
        var progress = study["progress"]!;
        int Count(string state) => (int?)progress["runs"]![state] ?? 0;
        return new StudyProgress(
            (int)progress["expected"]!, (double)progress["done"]!, (bool)progress["isOver"]!, Count("running"), Count("succeeded"), Count("failed"), Count("cancelled"));
    }

    /// <summary>One line for the terminal.</summary>
    public string Line(TimeSpan since) => string.Create(CultureInfo.InvariantCulture,
        $"  demo      {Succeeded + Failed + Cancelled} of {Expected} runs done, {Running} running{(Failed > 0 ? $", {Failed} failed" : "")}{(Cancelled > 0 ? $", {Cancelled} cancelled" : "")}; {100 * Done:0} %, {since:m\\:ss}");
}
