using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Engram.Migrations;
using Engram.Numerics.Random;
using Engram.Testing;
using Engram.Tracking.Metrics;
using Engram.Tracking.Projects;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.EndToEnd;

/// <summary>Clients log and repeat by number what was not answered, while web host and database are killed by signal 9: every point is there once.</summary>
public sealed class IngestionSurvivalTests : IAsyncLifetime
{
    private const int Clients = 8;
    private const int Batch = 50;
    private const int Kills = 5;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engram-survival-");
    private readonly Uri _address = new($"http://127.0.0.1:{FreePort()}");
    private PrivatePostgres? _postgres;
    private HostProcess? _web;

    public async ValueTask InitializeAsync()
    {
        if (OperatingSystem.IsLinux()) _folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute; // for the server's user
        _postgres = await PrivatePostgres.StartAsync(_folder.FullName, PostgresFixture.Programs(), new() { Durable = false });
        await using var db = EngramDbFactory.Create(_postgres.ConnectionString);
        await db.Database.MigrateAsync();
        StartWeb();
    }

    public async ValueTask DisposeAsync()
    {
        if (_web is not null) await _web.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task No_point_is_lost_or_doubled_when_web_host_and_database_are_killed_under_load()
    {
        var runs = await RunsAsync();
        using var over = new CancellationTokenSource();
        var sending = runs.Select(run => Task.Run(() => SendAsync(run, over.Token))).ToList();
        var random = RandomStream.FromSeed(1);
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(1_000 + random.NextInt(1_500));
            if (kill % 2 == 0)
            {
                await _web!.DisposeAsync(); // Kills it by signal 9.
                StartWeb();
            }
            else
            {
                Process.GetProcessById(_postgres!.ProcessId).Kill();
                await _postgres.Exited.WaitAsync(TimeSpan.FromSeconds(60));
                await _postgres.RestartAsync(default);
            }
        }
        // All go on until everybody has been answered after the last kill.
        await Task.Delay(3_000);
        await over.CancelAsync();
        var sent = await Task.WhenAll(sending);
        Assert.True(sent.Sum(client => client.Failures) > 0, "No request ever failed: nothing was tested.");

        NpgsqlConnection.ClearAllPools();
        await using var data = NpgsqlDataSource.Create(_postgres!.ConnectionString);
        var reader = new SeriesReader(data);
        foreach (var (run, client) in runs.Zip(sent))
        {
            Assert.True(client.Batches > 0, $"A client was never answered.\n{_web!.Output}");
            var series = Assert.Single(await reader.ListAsync([run], null, null, default));
            Assert.Equal(client.Batches * (long)Batch, series.Summary.Count);
            List<Points> blocks = [];
            await foreach (var (_, block) in reader.StreamAsync([series.Id], null, null, default)) blocks.Add(block);
            Assert.Equal(Enumerable.Range(0, client.Batches * Batch).Select(step => (long)step), Points.Concat(blocks).Steps);
        }
    }

    // Every batch is sent until it is answered, under the same number; the last one too, or nobody would know whether it is there.
    private async Task<(int Batches, int Failures)> SendAsync(Guid run, CancellationToken over)
    {
        using var http = new HttpClient { BaseAddress = _address, Timeout = TimeSpan.FromSeconds(20) };
        var (batches, failures) = (0, 0);
        for (; !over.IsCancellationRequested; batches++)
        {
            var steps = string.Join(',', Enumerable.Range(batches * Batch, Batch));
            var body = $$"""{"request": {{batches}}, "series": [{"key": "loss", "steps": [{{steps}}], "values": [{{steps}}]}]}""";
            while (!await TrySendAsync(http, run, body))
            {
                failures++;
                await Task.Delay(50, CancellationToken.None);
            }
        }
        return (batches, failures);
    }

    private static async Task<bool> TrySendAsync(HttpClient http, Guid run, string body)
    {
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(new Uri($"/api/v1/runs/{run:N}/metrics", UriKind.Relative), content);
            if (answer.StatusCode == HttpStatusCode.OK) return true;
            Assert.True(answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            return false;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or TaskCanceledException)
        {
            return false;
        }
    }

    private async Task<Guid[]> RunsAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        var project = new Project("survival", "", now);
        await using var db = EngramDbFactory.Create(_postgres!.ConnectionString);
        db.Add(project);
        await db.SaveChangesAsync();
        await using var data = NpgsqlDataSource.Create(_postgres.ConnectionString);
        Guid[] runs = [.. Enumerable.Range(0, Clients).Select(_ => Guid.CreateVersion7())];
        foreach (var (i, run) in runs.Index()) await new ExternalRunWrites(data).StartAsync(new(run, project.Id, $"client {i}", "{}", now), default);
        return runs;
    }

    private void StartWeb() => _web = HostProcess.Start("Engram.Web", ("ConnectionStrings__Engram", _postgres!.ConnectionString), ("ENGRAM_URLS", _address.OriginalString), ("ENGRAM_DATA", _folder.FullName));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
