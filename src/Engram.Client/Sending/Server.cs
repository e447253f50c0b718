using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Engram.Client.Sending;

/// <summary>The REST API as a client that does not give up: what may be better later is asked again.</summary>
/// <param name="address">Where the server listens.</param>
/// <param name="options">Settings.</param>
internal sealed class Server(Uri address, EngramClientOptions options) : IDisposable
{
    private const int MostFailures = 10;
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http = Client(address, options.Token);
    private int _away;

    public Uri Address => address;

    /// <summary>Sends until there is an answer that counts.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Address of the resource, relative to the server's.</param>
    /// <param name="content">Makes the body, anew for each attempt.</param>
    /// <param name="backoff">Pauses between attempts.</param>
    /// <param name="patience">How long one attempt may take.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>The answer, and what the server said about it when it refused.</returns>
    public async Task<(Answer Answer, string Words)> SendAsync(HttpMethod method, string path, Func<HttpContent> content, Backoff backoff, TimeSpan patience, CancellationToken ct)
    {
        for (var failures = 0; ;)
        {
            TimeSpan? wanted = null;
            string trouble;
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
                limit.CancelAfter(patience);
                using var request = new HttpRequestMessage(method, path) { Content = content() };
                using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
                if (response.IsSuccessStatusCode)
                {
                    backoff.Reset();
                    Back();
                    return (Answer.Accepted, "");
                }
                var words = $"{method} {new Uri(address, path)} was answered {(int)response.StatusCode}: {await WordsAsync(response, limit.Token).ConfigureAwait(false)}";
                if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) return (Answer.Unknown, words);
                if (!MayBeBetterLater(response.StatusCode) || (response.StatusCode == HttpStatusCode.InternalServerError && ++failures >= MostFailures))
                {
                    return (Answer.Refused, words);
                }
                (trouble, wanted) = (words, Wanted(response.Headers.RetryAfter));
            }
            catch (Exception away) when (away is HttpRequestException or IOException || (away is OperationCanceledException && !ct.IsCancellationRequested))
            {
                trouble = $"{address} gives no answer ({away.Message})";
            }
            var pause = backoff.Next();
            Away(trouble);
            await Task.Delay(wanted is { } least && least > pause ? least : pause, options.Time, ct).ConfigureAwait(false);
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpClient Client(Uri address, string? token)
    {
        var http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(10) })
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Engram.Client", "1.0"));
        if (token is not null) http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return http;
    }

    private static bool MayBeBetterLater(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private TimeSpan? Wanted(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - options.Time.GetUtcNow() : null);
        return wait > LongestRetryAfter ? LongestRetryAfter : wait;
    }

    // Once for each time it goes away, however many runs wait for it.
    private void Away(string trouble)
    {
        if (Interlocked.Exchange(ref _away, 1) == 0) options.Report($"{trouble}; what is logged waits on disk and is sent when it can be.");
    }

    private void Back()
    {
        if (Interlocked.Exchange(ref _away, 0) == 1) options.Report($"{address} answers again.");
    }

    private static async Task<string> WordsAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var text = await response.Content.ReadAsStringAsync(ct).ConfigureAwait(false);
        try
        {
            using var json = JsonDocument.Parse(text);
            var words = json.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() ?? "" : "";
            if (json.RootElement.TryGetProperty("errors", out var errors)) words += " " + errors.GetRawText();
            return words.Length > 0 ? words : Short(text);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Short(text);
        }
    }

    private static string Short(string text) => text.Length <= 300 ? text : $"{text[..300]}…";
}
