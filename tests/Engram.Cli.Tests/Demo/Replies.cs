using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Engram.Cli.Tests.Demo;

/// <summary>A web host that does as it is told: for each request, the next reply of its script; after the last one, that one again.</summary>
internal sealed class Replies : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Queue<Func<string, string?>> _script;
    private readonly List<string> _requests = [];

    public Replies(params IEnumerable<Func<string, string?>> script)
    {
        _script = new(script);
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>What was asked so far, such as <c>GET /api/v1/studies</c>.</summary>
    public IReadOnlyList<string> Requests => _requests;

    /// <summary>Values of a header in all requests that had it.</summary>
    public List<string> Keys { get; } = [];

    /// <summary>The connection ends, as when the process is killed.</summary>
    public static string? HangsUp(string request) => "";

    /// <summary>Nothing comes back.</summary>
    public static string? SaysNothing(string request) => null;

    public static Func<string, string?> Says(string json, int status = 200) =>
        _ => $"HTTP/1.1 {status} Word\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\nConnection: close\r\n\r\n{json}";

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_end.Token);
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            var head = await HeadAsync(client);
            var request = head[..head.IndexOf(" HTTP/", StringComparison.Ordinal)];
            _requests.Add(request);
            Keys.AddRange(head.Split("\r\n").Where(line => line.StartsWith("Idempotency-Key: ", StringComparison.Ordinal)));
            var reply = (_script.Count > 1 ? _script.Dequeue() : _script.Peek())(request);
            if (reply is null) continue; // the connection stays as it is
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(reply));
            client.Dispose();
        }
    }

    // Up to the empty line; a body, if there is one, is not waited for.
    private static async Task<string> HeadAsync(TcpClient client)
    {
        var (text, buffer) = ("", new byte[4096]);
        while (!text.Contains("\r\n\r\n")) text += Encoding.UTF8.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer));
        return text;
    }
}
