using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Engram.Cli.Demo;
using Engram.Cli.Up;
using Engram.Experiments.Options;

namespace Engram.Cli.Archives;

/// <summary><c>./engram export</c> and <c>./engram import</c>: a project of a running Engram into a file, and into the same or another one.</summary>
internal static class ArchiveCommands
{
    private static readonly Option Url = new("--url", "URL", $"Where Engram runs (default ENGRAM_URLS or {Address.Default}).");

    public static async Task<int> ExportAsync(string[] args)
    {
        var given = new CommandLine("export", args, [new Option("--project", "NAME", "The project, by its name or identifier."), Url], word: "file");
        var file = Path.GetFullPath(given.Word ?? throw new UsageException("Say where to: ./engram export FILE --project NAME."));
        var project = given.Text("--project") ?? throw new UsageException("Say which project: ./engram export FILE --project NAME.");
        if (File.Exists(file)) throw new RefusedException($"{file} is there already. Choose another name: an export replaces nothing.");
        using var stop = new StopSignals();
        using var http = Http(given);
        using var answer = await SendAsync(http, new(HttpMethod.Get, $"/api/v1/projects/{await IdAsync(http, project, stop.Token)}/export"), $"The export of '{project}'", stop.Token);
        var unfinished = file + ".new";
        try
        {
            await using (var to = new FileStream(unfinished, FileMode.Create, FileAccess.Write)) await answer.Content.CopyToAsync(to, stop.Token);
            File.Move(unfinished, file);
        }
        catch (HttpRequestException cut)
        {
            throw new NoAnswerException($"The export broke off ({cut.Message}). Is Engram still running?");
        }
        finally
        {
            File.Delete(unfinished); // of a whole one there is nothing left
        }
        Terminal.Ours.Line($"{file}: {new FileInfo(file).Length:N0} bytes.");
        return 0;
    }

    public static async Task<int> ImportAsync(string[] args)
    {
        var given = new CommandLine("import", args, [new Option("--name", "NAME", "What the project is called here, if it is new."), Url], word: "file");
        var file = Path.GetFullPath(given.Word ?? throw new UsageException("Say what: ./engram import FILE."));
        if (!File.Exists(file)) throw new RefusedException($"There is no file {file}.");
        using var stop = new StopSignals();
        using var http = Http(given);
        await using var bytes = File.OpenRead(file);
        using var content = new StreamContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/zip") } };
        var name = given.Text("--name") is { } text ? $"?name={Uri.EscapeDataString(text)}" : "";
        using var answer = await SendAsync(http, new(HttpMethod.Post, $"/api/v1/import{name}") { Content = content }, $"The import of {file}", stop.Token);
        var done = JsonNode.Parse(await answer.Content.ReadAsStringAsync(stop.Token))!;
        Terminal.Ours.Line($"{done["name"]}: {done["studies"]} studies, {done["runs"]} runs, {done["points"]} points, {done["checkpoints"]} checkpoints and {done["artifacts"]} artifacts are new; {done["runsThere"]} runs were here already.");
        if (done["leftOut"] is JsonArray { Count: > 0 } unknown)
            Terminal.Ours.Line($"This Engram is older than the one that exported it, and left out what it does not know: {string.Join(", ", unknown)}.");
        return 0;
    }

    private static HttpClient Http(CommandLine given) => new()
    {
        BaseAddress = (given.Text("--url") is { } url ? new Address(url) : Address.From(null)).Local,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static async Task<string> IdAsync(HttpClient http, string project, CancellationToken ct)
    {
        if (Guid.TryParse(project, out var id)) return id.ToString("N");
        string? cursor = null;
        List<string> names = [];
        do
        {
            using var answer = await SendAsync(http, new(HttpMethod.Get, $"/api/v1/projects?limit=1000{(cursor is null ? "" : $"&cursor={cursor}")}"), "The list of projects", ct);
            var page = JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct))!;
            if (page["items"]!.AsArray().FirstOrDefault(one => one!["name"]!.GetValue<string>() == project) is { } found) return found["id"]!.GetValue<string>();
            names.AddRange(page["items"]!.AsArray().Select(one => one!["name"]!.GetValue<string>()));
            cursor = page["nextCursor"]?.GetValue<string>();
        }
        while (cursor is not null);
        throw new RefusedException($"There is no project '{project}' at {http.BaseAddress}. {NearestName.Suggestion(project, names)}".TrimEnd());
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage request, string what, CancellationToken ct)
    {
        try
        {
            var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (answer.IsSuccessStatusCode) return answer;
            using (answer) throw new RefusedException($"{what} was refused ({(int)answer.StatusCode}). {Explanation(await answer.Content.ReadAsStringAsync(ct))}");
        }
        catch (HttpRequestException unreachable)
        {
            throw new NoAnswerException($"{http.BaseAddress} gives no answer ({unreachable.Message}). Is Engram running? ./engram up");
        }
    }

    private static string Explanation(string text)
    {
        try
        {
            var problem = JsonNode.Parse(text);
            // What is wrong, and not where in the request: nobody here wrote one.
            return problem?["errors"] is JsonObject { Count: > 0 } errors ? string.Join(' ', errors.SelectMany(field => field.Value!.AsArray())) : $"{problem?["detail"]}";
        }
        catch (System.Text.Json.JsonException)
        {
            return text;
        }
    }
}
