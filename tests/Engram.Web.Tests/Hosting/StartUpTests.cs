using Engram.Web.Hosting;

namespace Engram.Web.Tests.Hosting;

public sealed class StartUpTests(EngramInstance engram)
{
    [Theory]
    [InlineData("http://foo bar")]
    [InlineData("http://myhost:80")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("127.0.0.1:5080")]
    [InlineData("http://127.0.0.1:5080/path")]
    [InlineData("http://127.0.0.1:99999999")]
    public void An_address_that_the_server_would_misread_is_refused(string urls) =>
        Assert.StartsWith($"ENGRAM_URLS has '{urls}', which is not an address", Refusal(builder => builder.AddAddresses(), $"--ENGRAM_URLS={urls}"),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("http://127.0.0.1:0", true)]
    [InlineData("http://localhost:5080;http://[::1]:5080", true)]
    [InlineData("http://*:5080", false)]
    [InlineData("http://0.0.0.0:80;http://localhost:5080", false)]
    public void What_only_this_machine_reaches_is_known(string urls, bool onlyHere)
    {
        var configuration = WebApplication.CreateBuilder([$"--ENGRAM_URLS={urls}"]).Configuration;
        Assert.Equal(onlyHere, Addresses.Read(configuration).All(Addresses.IsLoopback));
    }

    [Fact]
    public void A_fresh_instance_listens_on_this_machine_only() =>
        Assert.Equal(["http://127.0.0.1:5080"], Addresses.Read(WebApplication.CreateBuilder().Configuration));

    [Theory]
    [InlineData("", "No database is named. Set ConnectionStrings__Engram")]
    [InlineData("Hst=x", "ConnectionStrings__Engram is not a connection string: Couldn't set hst")]
    [InlineData("Host=127.0.0.1;Port=1;Database=x", "The database named by ConnectionStrings__Engram cannot be used: Failed to connect")]
    public void A_database_that_cannot_be_used_is_told_in_a_sentence(string connectionString, string message) =>
        Assert.StartsWith(message, Refusal(Require, $"--ConnectionStrings:Engram={connectionString}"), StringComparison.Ordinal);

    [Fact]
    public async Task An_empty_database_is_told_with_what_to_do()
    {
        await using var database = await engram.Postgres.CreateDatabaseAsync(migrated: false);
        Assert.StartsWith("The database is empty. Run the migrations first",
            Refusal(Require, $"--ConnectionStrings:Engram={database.ConnectionString}"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_of_experiments_that_is_not_there_is_told() => Assert.Contains("/nowhere.dll",
        Refusal(builder => builder.AddRecord(), "--ConnectionStrings:Engram=Host=x", "--Experiments:Assemblies=/nowhere.dll"),
            StringComparison.Ordinal);

    private static void Require(WebApplicationBuilder builder)
    {
        builder.AddRecord();
        using var app = (IDisposable)builder.Build();
        ((WebApplication)app).RequireRecordAsync().GetAwaiter().GetResult();
    }

    private static string Refusal(Action<WebApplicationBuilder> start, params string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(arguments);
        builder.Logging.ClearProviders();
        return Assert.Throws<StartUpException>(() => start(builder)).Message;
    }
}
