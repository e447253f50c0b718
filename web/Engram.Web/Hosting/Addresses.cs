using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Engram.Web.Hosting;

/// <summary>Where the host listens.</summary>
internal static class Addresses
{
    /// <summary>Where a fresh instance listens: this machine only.</summary>
    public const string Default = "http://127.0.0.1:5080";

    /// <summary>The largest body that is read, in bytes.</summary>
    public const long LargestBody = 16 << 20;

    /// <summary>Reads <c>ENGRAM_URLS</c>: one address or several, separated by semicolons.</summary>
    /// <exception cref="StartUpException">One of them is no address.</exception>
    public static void AddAddresses(this WebApplicationBuilder builder)
    {
        var urls = Read(builder.Configuration);
        if (urls.FirstOrDefault(url => !IsAddress(url)) is { } wrong)
        {
            throw new StartUpException($"ENGRAM_URLS has '{wrong}', which is not an address: write http:// or https://, then localhost, "
                + $"an IP address or * for every network, then a port, for example {Default}.");
        }

        builder.WebHost.UseUrls([.. urls]);
        // Nothing that people or scripts send is larger; a larger body is answered with 413 before it is read.
        builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = LargestBody);
    }

    /// <summary>Serves until the host is stopped.</summary>
    /// <exception cref="StartUpException">An address is taken.</exception>
    public static async Task ServeAsync(this WebApplication app)
    {
        try
        {
            await app.RunAsync();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new StartUpException($"{e.Message} Stop the program that has it, or name another one, for example "
                + "ENGRAM_URLS=http://127.0.0.1:5081.");
        }
    }

    /// <summary>The addresses to listen on, as written.</summary>
    public static IReadOnlyList<string> Read(IConfiguration configuration) =>
        (configuration["ENGRAM_URLS"] is { Length: > 0 } given ? given : Default)
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>True when only this machine can reach the address.</summary>
    public static bool IsLoopback(string url) => IsLoopbackHost(BindingAddress.Parse(url).Host);

    /// <summary>True when a host name means this machine.</summary>
    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    /// <remarks>The server takes a host name it does not know for "every network": a typing error would open the instance to all.</remarks>
    private static bool IsAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address is { Scheme: "http" or "https", PathBase: "", Port: <= IPEndPoint.MaxPort }
                && (address.Host is "*" or "+" || IsLoopbackHost(address.Host) || IPAddress.TryParse(address.Host.Trim('[', ']'), out _));
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
