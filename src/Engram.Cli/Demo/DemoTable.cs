using System.Globalization;
using System.Text.Json.Nodes;

namespace Engram.Cli.Demo;

/// <summary>A study's tables as the API evaluates them, drawn for a terminal: mean over seeds with its interval, the published number below it.</summary>
internal static class DemoTable
{
    private const string Gap = "  ";

    /// <summary>Every table of <c>GET /api/v1/studies/{id}/tables</c>, and how the claims of <c>GET /api/v1/claims?study=</c> stand.</summary>
    public static async Task<IEnumerable<string>> OfAsync(EngramApi api, string study, CancellationToken ct)
    {
        var tables = (await api.GetAsync($"/api/v1/studies/{study}/tables", ct))["tables"]!.AsArray();
        var claims = (await api.GetAsync($"/api/v1/claims?study={study}", ct))["claims"]!.AsArray();
        string[] heading = claims.Count == 0 ? [] : ["What the source claims, judged by these runs:"];
        return [.. tables.SelectMany(table => Draw(table!)), .. heading, .. claims.Select(c => $"  {(string)c!["verdict"]!,-11}{(string)c["sentence"]!}")];
    }

    /// <summary>One table, line by line.</summary>
    public static IEnumerable<string> Draw(JsonNode table)
    {
        var rows = table["rows"]!.AsArray().Select(row => row!).ToList();
        var lines = new List<string[]> { (string[])["", "", .. table["columns"]!.AsArray().Select(column => (string)column!)] };
        var group = "";
        foreach (var row in rows)
        {
            var cells = row["cells"]!.AsArray().Select(cell => cell!).ToList();
            lines.Add([(string)row["row"]! == group ? "" : (string)row["row"]!, (string)row["task"]!, .. cells.Select(Own)]);
            lines.Add(["", "", .. cells.Select(Published)]);
            group = (string)row["row"]!;
        }
        var widths = Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length)).ToList();
        var seeds = rows.SelectMany(row => row["cells"]!.AsArray()).Select(cell => (int)cell!["n"]!).Distinct().Order().ToList();
        return
        [
            $"{table["title"]}: {table["caption"]}",
            $"Mean over {string.Join(" to ", seeds.Take(1).Concat(seeds.Skip(1).TakeLast(1)))} seeds [95 % interval]; in parentheses what is published: {table["source"]}.",
            "",
            .. lines.Select(line => string.Join(Gap, line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()),
            "",
        ];
    }

    private static string Own(JsonNode cell)
    {
        var mean = cell["mean"]!;
        var notFinite = (int)cell["notFinite"]!;
        return ((int)cell["n"]!, notFinite) switch
        {
            (0, 0) => "no runs",
            (0, _) => "diverged",
            (_, 0) => $"{Short(mean["value"])} [{Short(mean["low"])}, {Short(mean["high"])}]",
            _ => $"{Short(mean["value"])} [{Short(mean["low"])}, {Short(mean["high"])}], {notFinite} diverged",
        };
    }

    private static string Published(JsonNode cell) => cell["published"] is { } published ? $"({Short(published)})" : "";

    /// <summary>Three digits that count, at most four behind the point, never an exponent; NaN and infinities, which are strings, as they are.</summary>
    private static string Short(JsonNode? number)
    {
        if (number!.GetValueKind() == System.Text.Json.JsonValueKind.String) return (string)number!;
        var value = (double)number;
        var decimals = value == 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 4);
        return value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
