using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Engram.Client.Tests;

/// <summary>How a request is to go wrong.</summary>
/// <param name="Status">Answered so, without effect; 0: the connection is cut.</param>
/// <param name="RetryAfter">Seconds of the header; null without one.</param>
/// <param name="AfterEffect">The request has its effect, and then its answer is lost.</param>
/// <param name="Words">The explanation.</param>
internal sealed record Trouble(int Status = 0, int? RetryAfter = null, bool AfterEffect = false, string Words = "No.");

/// <summary>What a server knows about one run.</summary>
internal sealed class LedgerRun
{
    public required JsonObject Made { get; init; }

    /// <summary>Times a request was taken whose number was taken before.</summary>
    public int Repeated { get; set; }

    public HashSet<long> Requests { get; } = [];

    public List<(string Key, string? Task, long Step, double Value, long Time)> Points { get; } = [];

    public List<JsonObject> Lines { get; } = [];

    public List<JsonObject> Changes { get; } = [];

    public string? State => Changes.Select(change => (string?)change["state"]).LastOrDefault(state => state is not null);

    public IEnumerable<long> Steps(string key) => Points.Where(point => point.Key == key).Select(point => point.Step);
}

/// <summary>A web host that keeps books as Engram does, one number of a run's request once, and goes wrong as it is told.</summary>
internal sealed class Ledger : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly Lock _gate = new();
    private int _count;

    private Ledger(WebApplication host) => _host = host;

    public string Address => _host.Urls.Single();

    /// <summary>What goes wrong with the n-th request, from 0; null for nothing. Sees method and path.</summary>
    public Func<int, string, Trouble?> Script { get; set; } = (_, _) => null;

    public Dictionary<Guid, LedgerRun> Runs { get; } = [];

    public List<(string Request, long At, string? Token)> Asked { get; } = [];

    public static async Task<Ledger> OpenAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var host = builder.Build();
        var ledger = new Ledger(host);
        host.Run(ledger.AnswerAsync);
        await host.StartAsync();
        return ledger;
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes);
        var body = context.Request.ContentType == "application/octet-stream" ? Columns(bytes.ToArray()) : JsonNode.Parse(bytes.ToArray())!.AsObject();
        var (method, path) = (context.Request.Method, context.Request.Path.Value!);
        var trouble = Ask($"{method} {path}", context.Request.Headers.Authorization);
        if (trouble is null or { AfterEffect: true })
        {
            lock (_gate) context.Response.StatusCode = Enter(method, path, body);
        }
        if (trouble is null) return;
        if (trouble.Status == 0)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = trouble.Status;
        if (trouble.RetryAfter is { } seconds) context.Response.Headers.RetryAfter = $"{seconds}";
        await context.Response.WriteAsJsonAsync(new { detail = trouble.Words });
    }

    private Trouble? Ask(string request, string? token)
    {
        lock (_gate)
        {
            Asked.Add((request, Environment.TickCount64, token));
            return Script(_count++, request);
        }
    }

    private int Enter(string method, string path, JsonObject body)
    {
        if (path == "/api/v1/runs")
        {
            var id = Guid.ParseExact((string)body["id"]!, "N");
            return Runs.TryAdd(id, new() { Made = body }) ? 201 : 200;
        }
        if (!Runs.TryGetValue(Guid.ParseExact(path.Split('/')[4], "N"), out var run)) return 404;
        if (method == "PATCH") run.Changes.Add(body);
        else if (!run.Requests.Add((long)body["request"]!)) run.Repeated++;
        else if (path.EndsWith("/logs", StringComparison.Ordinal)) run.Lines.AddRange(body["lines"]!.AsArray().Select(line => line!.AsObject()));
        else run.Points.AddRange(body["series"]!.AsArray().SelectMany(Points));
        return 200;
    }

    // As the same points look in JSON, but for the values, which are there by their bits.
    private static JsonObject Columns(byte[] frame)
    {
        var length = BitConverter.ToInt32(frame);
        var body = JsonNode.Parse(frame.AsSpan(4, length))!.AsObject();
        var at = (4 + length + 7) / 8 * 8;
        foreach (var series in body["series"]!.AsArray())
        {
            var count = (int)series!["count"]!;
            foreach (var column in (string[])["steps", "times", "bits"])
            {
                series[column] = new JsonArray([.. Enumerable.Range(0, count).Select(i => (JsonNode)BitConverter.ToInt64(frame, at + (8 * i)))]);
                at += 8 * count;
            }
        }
        return at == frame.Length ? body : throw new FormatException($"{frame.Length - at} bytes follow the last column.");
    }

    private static IEnumerable<(string, string?, long, double, long)> Points(JsonNode? series) =>
        series!["steps"]!.AsArray().Select((step, i) => ((string)series["key"]!, (string?)series["task"], (long)step!, Number(series, i), (long)series["times"]![i]!));

    private static double Number(JsonNode series, int i) => series["bits"] is { } bits ? BitConverter.Int64BitsToDouble((long)bits[i]!) : (double)series["values"]![i]!;
}
