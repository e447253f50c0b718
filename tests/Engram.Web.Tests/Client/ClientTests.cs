using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Engram.Client;
using Engram.Testing;

namespace Engram.Web.Tests.Client;

/// <summary>The client library against the real thing: web host and PostgreSQL, each killed at will.</summary>
public sealed class ClientTests(EngramInstance engram) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engram-client-");
    private readonly int _port = FreePort();
    private TestDatabase _database = null!;
    private Process? _web;

    private DirectoryInfo Spools => new(Path.Combine(_folder.FullName, "spool"));

    private string Address => $"http://127.0.0.1:{_port}";

    private EngramClientOptions Options => new()
    {
        Spool = Spools.FullName,
        FlushEvery = TimeSpan.FromMilliseconds(20),
        LongestPause = TimeSpan.FromMilliseconds(200),
        CloseWithin = TimeSpan.FromMinutes(2),
        SendLeftovers = false,
        Report = _ => { },
    };

    public async ValueTask InitializeAsync()
    {
        _database = await engram.Postgres.CreateDatabaseAsync();
        StartWeb();
    }

    public async ValueTask DisposeAsync()
    {
        KillWeb();
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_a_program_logs_is_in_the_record_to_the_last_bit()
    {
        double[] values = [.. OddNumbers.Doubles, .. OddNumbers.NaNs];
        await using var client = new EngramClient(Address, Options);
        var run = client.StartRun("lines", new()
        {
            Name = "first", Seed = 3, Tags = ["a"], TagValues = new Dictionary<string, string> { ["host"] = "x" }, User = "ada", Notes = "n",
            Options = new Dictionary<string, object?> { ["eta"] = 0.1, ["on"] = true, ["none"] = null, ["bad"] = double.NaN },
        });
        foreach (var (step, value) in values.Index()) run.Log("loss", step, value, "light");
        run.LogOption("late", 7);
        run.SetTag("k", "v");
        run.WriteLine("done", LineSeverity.Warning);
        var file = Path.Combine(_folder.FullName, "weights.bin");
        byte[] weights = [.. Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 7))];
        await File.WriteAllBytesAsync(file, weights);
        await run.UploadArtifactAsync("model/last weights.bin", file);
        Assert.Contains("..", (await Assert.ThrowsAsync<EngramRefusedException>(() => run.UploadArtifactAsync("../x", file))).Message, StringComparison.Ordinal);
        Assert.Equal(Delivery.Complete, await run.FinishAsync());

        var kept = await GetAsync($"/api/v1/runs/{run.Id:N}");
        Assert.Equal("first succeeded 3 ada n", $"{kept["name"]} {kept["state"]} {kept["seed"]} {kept["user"]} {kept["notes"]}");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"eta":0.1,"on":true,"none":null,"bad":"NaN","late":7}"""), kept["options"]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"host":"x","k":"v"}"""), kept["tagValues"]));
        Assert.Equal("done", (await GetAsync($"/api/v1/runs/{run.Id:N}/logs"))["items"]![0]!["text"]!.GetValue<string>());
        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), (await PointsAsync(run.Id, "loss")).Select(point => BitConverter.DoubleToInt64Bits(point.Value)));
        using (var http = new HttpClient()) Assert.Equal(weights, await http.GetByteArrayAsync($"{Address}/api/v1/runs/{run.Id:N}/artifacts/content?path=model%2Flast%20weights.bin"));
        Assert.Empty(Spools.GetDirectories());
    }

    [Fact]
    public async Task The_server_is_killed_again_and_again_and_every_point_is_there_once()
    {
        await using var client = new EngramClient(Address, Options with { BatchPoints = 200 });
        var run = client.StartRun("lines");
        var ended = false;
        var killing = Task.Run(async () =>
        {
            while (!Volatile.Read(ref ended))
            {
                await Task.Delay(700);
                KillWeb();
                StartWeb();
                await ReadyAsync();
            }
        });
        const int steps = 20_000;
        for (var step = 0; step < steps; step++)
        {
            run.Log("loss", step, step);
            if (step % 1_000 == 999) await Task.Delay(400);
        }
        Volatile.Write(ref ended, true);
        await killing;
        Assert.Equal(Delivery.Complete, await run.FinishAsync());

        Assert.Equal(Enumerable.Range(0, steps).Select(step => ((long)step, (double)step)), await PointsAsync(run.Id, "loss"));
        Assert.Equal(steps, (await MetricsAsync(run.Id))["count"]!.GetValue<int>());
        Assert.Equal("succeeded", (await GetAsync($"/api/v1/runs/{run.Id:N}"))["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_program_is_killed_and_what_it_had_on_disk_is_sent_by_the_next_one()
    {
        var example = AppContext.BaseDirectory.Replace("Engram.Web.Tests", "Engram.Examples", StringComparison.Ordinal) + "Engram.Examples.dll";
        using var program = Process.Start(new ProcessStartInfo("dotnet", [example, Address, "2000000000", Spools.FullName]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        program.ErrorDataReceived += static (_, _) => { };
        program.BeginErrorReadLine();
        var id = Guid.Empty;
        var kept = 0;
        while (kept < 2_000 && await program.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("run ", StringComparison.Ordinal)) id = Guid.Parse(line.AsSpan(4, 32));
            if (line.StartsWith("kept ", StringComparison.Ordinal)) kept = int.Parse(line.AsSpan(5, line.IndexOf(':') - 5), System.Globalization.CultureInfo.InvariantCulture);
        }
        program.Kill(); // SIGKILL
        await program.StandardOutput.ReadToEndAsync();
        await program.WaitForExitAsync();

        await using var client = new EngramClient(Address, Options);
        Assert.Equal(1, await client.SendSpooledAsync());
        var steps = (await PointsAsync(id, "loss")).Select(point => point.Step).ToList();
        Assert.True(steps.Count > kept, $"{kept} were kept, {steps.Count} arrived.");
        Assert.Equal(Enumerable.Range(0, steps.Count).Select(step => (long)step), steps);
        Assert.Contains("ended without saying", (await GetAsync($"/api/v1/runs/{id:N}"))["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(Spools.GetDirectories());
    }

    private async Task<List<(long Step, double Value)>> PointsAsync(Guid run, string key)
    {
        await using var command = _database.DataSource.CreateCommand("select data from metric_chunks c join series s on s.id = c.series_id where s.run_id = $1 and s.key = $2 order by c.first_step, c.sequence");
        command.Parameters.Add(new() { Value = run });
        command.Parameters.Add(new() { Value = key });
        List<(long, double)> points = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var chunk = Engram.Tracking.Metrics.ChunkCodec.Decode(reader.GetFieldValue<byte[]>(0));
            points.AddRange(chunk.Steps.Zip(chunk.Values));
        }
        return [.. points.OrderBy(point => point.Item1)];
    }

    private async Task<JsonNode> MetricsAsync(Guid run) => (await GetAsync($"/api/v1/runs/{run:N}/metrics"))[0]!;

    private async Task<JsonNode> GetAsync(string path)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Address) };
        return JsonNode.Parse(await http.GetStringAsync(path))!;
    }

    private async Task ReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri(Address) };
        await EngramInstance.UntilAsync(async () =>
        {
            try
            {
                return (await http.GetAsync("/ready")).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    private void StartWeb()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Engram.Web")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ConnectionStrings__Engram"] = _database.ConnectionString;
        start.Environment["ENGRAM_URLS"] = Address;
        start.Environment["ENGRAM_DATA"] = Path.Combine(_folder.FullName, "data");
        _web = Process.Start(start)!;
        _web.BeginOutputReadLine();
        _web.BeginErrorReadLine();
    }

    private void KillWeb()
    {
        _web!.Kill();
        _web.WaitForExit();
        _web.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
