extern alias worker;

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Engram.Testing;
using Engram.Web.Tests.Experiments;
using Microsoft.AspNetCore.Mvc.Testing;
using worker::Engram.Worker.Hosting;

namespace Engram.Web.Tests;

/// <summary>
/// A whole instance for the tests of this assembly: PostgreSQL, the web host behind a real socket, a worker, and one experiment more.
/// </summary>
/// <remarks>Tests share it, so they look at what they made themselves.</remarks>
public sealed class EngramInstance : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private TestDatabase? _database;
    private WebApplicationFactory<Program>? _web;
    private IHost? _worker;
    private HttpClient? _http;
    private DirectoryInfo? _data;

    /// <summary>The server, for tests that want a database of their own.</summary>
    public PostgresFixture Postgres { get; } = new();

    public HttpClient Http => _http!;

    public IServiceProvider Services => _web!.Services;

    public TestDatabase Database => _database!;

    public async ValueTask InitializeAsync()
    {
        await Postgres.InitializeAsync();
        _database = await Postgres.CreateDatabaseAsync();
        _data = Directory.CreateTempSubdirectory("engram-web-");
        _web = Host(_database.ConnectionString, host => host.UseSetting("ENGRAM_DATA", _data.FullName));
        _web.StartServer();
        // On a busy machine the server may take its time to say whether it wants a body; to send one unasked would cut the answer off.
        using var made = _web.CreateClient();
        _http = new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = made.BaseAddress };
        _worker = await StartWorkerAsync(_database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_worker is not null) await _worker.StopAsync();
        _worker?.Dispose();
        if (_web is not null) await _web.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        await Postgres.DisposeAsync();
        _data?.Delete(recursive: true);
    }

    /// <summary>A web host on a database, not started yet.</summary>
    public static WebApplicationFactory<Program> Host(string connectionString, Action<IWebHostBuilder>? more = null)
    {
        var host = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseSetting("ConnectionStrings:Engram", connectionString);
            builder.UseSetting("ENGRAM_URLS", "http://127.0.0.1:0");
            builder.UseSetting("Experiments:Assemblies", typeof(WalkExperiment).Assembly.Location);
            builder.ConfigureLogging(logging => logging.ClearProviders());
            more?.Invoke(builder);
        });
        host.UseKestrel(0);
        return host;
    }

    public Task<Answer> GetAsync(string address, params (string Name, string Value)[] headers) =>
        SendContentAsync(HttpMethod.Get, address, null, headers);

    public Task<Answer> PostAsync(string address, JsonNode? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, address, body, headers);

    public Task<Answer> PatchAsync(string address, JsonNode body) => SendAsync(HttpMethod.Patch, address, body);

    public Task<Answer> DeleteAsync(string address) => SendContentAsync(HttpMethod.Delete, address, null);

    public Task<Answer> SendAsync(HttpMethod method, string address, JsonNode? body, params (string Name, string Value)[] headers) =>
        SendContentAsync(method, address, body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8,
            new MediaTypeHeaderValue("application/json")), headers);

    public async Task<Answer> SendContentAsync(HttpMethod method, string address, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Answer.OfAsync(await Http.SendAsync(request));
    }

    /// <summary>Submits a study of the walk and waits until all its runs are over; answers the study's id.</summary>
    public async Task<string> WalkAsync(
        JsonObject? options = null, JsonObject? grid = null, string seeds = "0..2", bool waits = true, string project = "walks")
    {
        var made = await PostAsync("/api/v1/studies", new JsonObject { ["project"] = project, ["experiment"] = "walk", ["seeds"] = seeds,
            ["options"] = options?.DeepClone(), ["grid"] = grid?.DeepClone() });
        Assert.True(made.Status == 201, made.Text);
        var id = made.Json["id"]!.GetValue<string>();
        if (waits) await UntilAsync(async () => (await GetAsync($"/api/v1/studies/{id}")).Json["progress"]!["isOver"]!.GetValue<bool>());
        return id;
    }

    /// <summary>Ids of the runs of a study: oldest first, seed by seed.</summary>
    public async Task<string[]> RunsAsync(string study) =>
        [.. (await GetAsync($"/api/v1/runs?study={study}&limit=1000")).Items.OrderBy(run => run["seed"]!.GetValue<long>())
            .Select(run => run["id"]!.GetValue<string>())];

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var begun = TimeProvider.System.GetTimestamp(); !await condition(); await Task.Delay(20))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, "Waited in vain.");
        }
    }

    private static async Task<IHost> StartWorkerAsync(string connectionString)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Services.AddWorker(new()
        {
            ConnectionString = connectionString,
            Concurrency = 4,
            Lease = TimeSpan.FromSeconds(30),
            Poll = TimeSpan.FromSeconds(1),
            MaxLosses = 3,
            Assemblies = [typeof(WalkExperiment).Assembly.Location],
        });
        var worker = builder.Build();
        await worker.StartAsync();
        return worker;
    }
}
