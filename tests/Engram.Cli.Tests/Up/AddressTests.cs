using System.Net;
using System.Net.Sockets;
using Engram.Cli.Up;

namespace Engram.Cli.Tests.Up;

public sealed class AddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080")]
    [InlineData("http://*:81;https://localhost:82", "http://127.0.0.1:81")]
    [InlineData("http://0.0.0.0:81/", "http://127.0.0.1:81")]
    [InlineData("http://[::]:81", "http://127.0.0.1:81")]
    [InlineData("http://[::1]:81", "http://[::1]:81")]
    public void Every_address_has_a_name_on_this_machine(string urls, string local) => Assert.Equal(local, new Address(urls).Text);

    [Theory, InlineData("5080"), InlineData("ftp://127.0.0.1:21"), InlineData("http://")]
    public void What_is_no_address_is_refused(string urls) =>
        Assert.Contains($"'{urls}', which is no http address", Assert.Throws<UsageException>(() => new Address(urls).Local).Message);

    [Fact]
    public void A_port_in_use_is_refused_and_another_one_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var refused = Assert.Throws<RefusedException>(() => new Address($"http://127.0.0.1:{port}").EnsureFree());

        Assert.StartsWith($"Port {port} is in use by another program.", refused.Message);
        taken.Stop();
        new Address($"http://127.0.0.1:{port}").EnsureFree();
    }
}
