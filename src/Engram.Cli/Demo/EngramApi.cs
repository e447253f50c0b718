using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Engram.Cli.Demo;

/// <summary>The REST API of a running Engram, as far as the terminal needs it. JSON in, JSON out; a refusal becomes a sentence.</summary>
/// <param name="address">Where it listens.</param>
internal sealed class EngramApi(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    public Uri Address => address;

    public Task<JsonNode> GetAsync(string path, CancellationToken ct) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path), ct);

    public Task<JsonNode> PostAsync(string path, JsonNode body, CancellationToken ct) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) }, ct);

    public void Dispose() => _http.Dispose();

    /// <exception cref="RefusedException">No answer, or one that is not a success; has the API's own explanation.</exception>
    private async Task<JsonNode> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var question = $"{request.Method} {new Uri(address, request.RequestUri!)}";
        try
        {
            using var answer = await _http.SendAsync(request, ct);
            var text = await answer.Content.ReadAsStringAsync(ct);
            if (!answer.IsSuccessStatusCode) throw new RefusedException($"{question} was answered {(int)answer.StatusCode}: {Explanation(text)}");
            return JsonNode.Parse(text) ?? throw new RefusedException($"{question} was answered by nothing.");
        }
        catch (HttpRequestException unreachable)
        {
            throw new RefusedException($"{question} got no answer ({unreachable.Message}). Is Engram running? ./engram up");
        }
        catch (System.Text.Json.JsonException)
        {
            throw new RefusedException($"{question} was answered by something that is not JSON. Is it Engram that listens there?");
        }
        finally
        {
            request.Dispose();
        }
    }

    /// <summary>What a problem+json document says, faults included; else the text itself.</summary>
    private static string Explanation(string text)
    {
        try
        {
            var problem = JsonNode.Parse(text);
            var faults = (problem?["errors"] as JsonObject)?.Select(f => $"\n  {f.Key}: {string.Join(" ", f.Value!.AsArray())}") ?? [];
            return $"{problem?["detail"] ?? problem?["title"]}{string.Concat(faults)}";
        }
        catch (System.Text.Json.JsonException)
        {
            return text.Trim();
        }
    }
}
