using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Engram.Cli.Up;

/// <summary>Where the web host listens.</summary>
/// <param name="Urls">As ASP.NET Core reads them: one or more, divided by semicolons; <c>*</c> and <c>0.0.0.0</c> are every address.</param>
internal sealed record Address(string Urls)
{
    /// <summary>Where it listens when nothing else is said.</summary>
    public const string Default = "http://127.0.0.1:5080";

    /// <summary>An option wins over ENGRAM_URLS.</summary>
    public static Address From(int? port) => new(port is { } n
        ? string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{n}")
        : Environment.GetEnvironmentVariable("ENGRAM_URLS") is { Length: > 0 } urls ? urls : Default);

    /// <summary>The first address as this machine itself calls it.</summary>
    public Uri Local
    {
        get
        {
            var (scheme, host, port) = All.First();
            return new UriBuilder(scheme, IsEvery(host) ? "127.0.0.1" : host, port).Uri;
        }
    }

    /// <summary><see cref="Local"/> as a person reads it.</summary>
    public string Text => Local.ToString().TrimEnd('/');

    /// <exception cref="RefusedException">A port is taken, or not ours to take.</exception>
    public void EnsureFree()
    {
        foreach (var (_, host, port) in All)
        {
            var address = IsEvery(host) ? IPAddress.Any : IPAddress.TryParse(host.Trim('[', ']'), out var ip) ? ip : IPAddress.Loopback;
            try
            {
                using var listener = new TcpListener(address, port) { ExclusiveAddressUse = true };
                listener.Start();
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new RefusedException($"Port {port} is in use by another program. Stop that one, or choose another port: ./engram up --port {(port < 65535 ? port + 1 : 5080)}");
            }
            catch (SocketException refused)
            {
                throw new RefusedException($"Cannot listen on {host}:{port}: {refused.Message}. Choose another port: ./engram up --port 5080");
            }
        }
    }

    private IEnumerable<(string Scheme, string Host, int Port)> All =>
        Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Read);

    private static bool IsEvery(string host) => host is "*" or "+" or "0.0.0.0" or "[::]";

    private static (string, string, int) Read(string url)
    {
        // "http://*:5080" is no Uri, so the host is taken out of it first.
        var readable = url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        return Uri.TryCreate(readable, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? (uri.Scheme, uri.Host, uri.Port)
            : throw new UsageException($"ENGRAM_URLS holds '{url}', which is no http address. An example: {Default}");
    }
}
