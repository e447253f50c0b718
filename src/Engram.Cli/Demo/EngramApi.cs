using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Engram.Cli.Demo;

/// <summary>The REST API of a running Engram, as far as the terminal needs it. JSON in, JSON out; a refusal becomes a sentence.</summary>
/// <param name="address">Where it listens.</param>
/// <param name="patience">How long a question that gets no answer is asked again: programs are killed and started again, databases too.</param>
internal sealed class EngramApi(Uri address, TimeSpan patience) : IDisposable
{
    private const string KeyHeader = "Idempotency-Key";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    public Uri Address => address;

    /// <summary>How long one answer may take. Default 30 s.</summary>
    public TimeSpan Timeout { get => _http.Timeout; init => _http.Timeout = value; }

    /// <summary>Asks, again and again while no answer comes.</summary>
    /// <exception cref="RefusedException">The answer is no success; has the API's own explanation.</exception>
    /// <exception cref="NoAnswerException">There was none in all the time that patience allows.</exception>
    public async Task<JsonNode> GetAsync(string path, CancellationToken ct)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(Pause, ct))
        {
            try
            {
                return await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), ct);
            }
            catch (NoAnswerException) when (clock.Elapsed < patience)
            {
                // Later, perhaps.
            }
        }
    }

    /// <summary>Asks once for something to be made. With the same key it is made once, however often it is asked for.</summary>
    /// <exception cref="RefusedException">The answer is no success; has the API's own explanation.</exception>
    /// <exception cref="NoAnswerException">There was none: look whether it was made.</exception>
    public Task<JsonNode> PostAsync(string path, JsonNode body, string key, CancellationToken ct) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body), Headers = { { KeyHeader, key } } }, ct);

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var question = $"{request.Method} {new Uri(address, request.RequestUri!)}";
        try
        {
            using var answer = await _http.SendAsync(request, ct);
            var text = await answer.Content.ReadAsStringAsync(ct);
            if (answer.IsSuccessStatusCode) return JsonNode.Parse(text) ?? throw new RefusedException($"{question} was answered by nothing.");
            var refusal = $"{question} was answered {(int)answer.StatusCode}: {Explanation(text)}";
            throw answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
                ? new NoAnswerException(refusal)
                : new RefusedException(refusal);
        }
        catch (HttpRequestException unreachable)
        {
            throw new NoAnswerException($"{question} got no answer ({unreachable.Message}). Is Engram running? ./engram up");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new NoAnswerException($"{question} got no answer within {Timeout.TotalSeconds} s. Its log and the database's may say why.");
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
