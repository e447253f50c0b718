using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Engram.Testing;
using Microsoft.Playwright;

namespace Engram.EndToEnd;

/// <summary>The whole platform for the journeys: database, web host and worker as processes, and a real browser.</summary>
public sealed class Instance : IAsyncLifetime
{
    private readonly PostgresFixture _postgres = new();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private TestDatabase? _database;
    private HostProcess? _web;
    private HostProcess? _worker;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where the web host listens.</summary>
    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    /// <summary>For what a journey finds already there.</summary>
    public HttpClient Http { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Http.BaseAddress = Address;
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(60_000); // Machines are shared.
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium(),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        await _postgres.InitializeAsync();
        _database = await _postgres.CreateDatabaseAsync();
        var record = ("ConnectionStrings__Engram", _database.ConnectionString);
        _web = HostProcess.Start("Engram.Web", record, ("ENGRAM_URLS", Address.OriginalString));
        _worker = HostProcess.Start("Engram.Worker", record);
        await UntilAsync(async () =>
        {
            Assert.True(_web.IsRunning, _web.Output);
            try
            {
                return (await Http.GetAsync("/ready")).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false; // It does not listen yet.
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        Http.Dispose();
        if (_worker is not null) await _worker.DisposeAsync();
        if (_web is not null) await _web.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    /// <summary>A browser of its own for a journey, without anything remembered.</summary>
    /// <param name="width">Pixels across; below 500 as a telephone.</param>
    /// <param name="scheme">Light or dark, as the system says.</param>
    public async Task<Visit> VisitAsync(int width = 1440, ColorScheme scheme = ColorScheme.Light) => await Visit.BeginAsync(await _browser!.NewContextAsync(new()
    {
        BaseURL = Address.OriginalString,
        ColorScheme = scheme,
        ViewportSize = new() { Width = width, Height = 900 },
        IsMobile = width < 500,
        HasTouch = width < 500,
    }));

    /// <summary>Submits a study over the API and waits until all its runs are over; answers its id.</summary>
    public async Task<string> StudyAsync(string experiment, string preset, string seeds)
    {
        var id = await SubmitAsync(experiment, preset, seeds);
        await IsOverAsync(id);
        return id;
    }

    /// <summary>Submits a study over the API; answers its id.</summary>
    public async Task<string> SubmitAsync(string experiment, string preset, string seeds)
    {
        var answer = await Http.PostAsJsonAsync("/api/v1/studies", new { project = "journeys", experiment, preset, seeds });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!.GetValue<string>();
    }

    /// <summary>Cancels a study over the API and waits until all its runs are over.</summary>
    public async Task CancelAsync(string study)
    {
        Assert.True((await Http.PostAsync($"/api/v1/studies/{study}/cancel", null)).IsSuccessStatusCode);
        await IsOverAsync(study);
    }

    private Task IsOverAsync(string study) =>
        UntilAsync(async () => JsonNode.Parse(await Http.GetStringAsync($"/api/v1/studies/{study}"))!["progress"]!["isOver"]!.GetValue<bool>());

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var begun = TimeProvider.System.GetTimestamp(); !await condition(); await Task.Delay(100))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, "Waited in vain.");
        }
    }

    // Where there is no browser the journeys are skipped; with CI set they fail.
    private static string Chromium()
    {
        string[] places = [Environment.GetEnvironmentVariable("ENGRAM_CHROMIUM") ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
        var found = places.FirstOrDefault(File.Exists);
        if (found is null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))) Assert.Skip("There is no Chromium; install it, or name it in ENGRAM_CHROMIUM.");
        return found ?? throw new InvalidOperationException($"None of {string.Join(", ", places)} is there; install Chromium, or name it in ENGRAM_CHROMIUM.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
