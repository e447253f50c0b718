using System.Net;
using System.Net.Sockets;
using Engram.Cli;
using Engram.Tracking.Projects;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Tracking.Storage.Processes;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Benchmarks.Ingest;

/// <summary>A PostgreSQL that keeps what it commits, and a web host, each a process of its own on this machine.</summary>
internal sealed class IngestServer : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _folder;
    private readonly PrivatePostgres _postgres;
    private readonly ChildProcess _web;

    private IngestServer(DirectoryInfo folder, PrivatePostgres postgres, ChildProcess web, int port)
    {
        (_folder, _postgres, _web, Port) = (folder, postgres, web, port);
        Data = NpgsqlDataSource.Create(postgres.ConnectionString);
    }

    public int Port { get; }

    public NpgsqlDataSource Data { get; }

    /// <summary>Processor time that the web host has used so far.</summary>
    public TimeSpan UsedByWeb => ProcessorTime.OfTree(_web.Id);

    /// <summary>Processor time that the database has used so far.</summary>
    public TimeSpan UsedByDatabase => ProcessorTime.OfTree(_postgres.ProcessId);

    public static async Task<IngestServer> StartAsync(CancellationToken ct)
    {
        var checkout = Checkout.Find();
        var folder = Directory.CreateTempSubdirectory("engram-bench-");
        if (OperatingSystem.IsLinux()) folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute; // for the server's user
        var postgres = await PrivatePostgres.StartAsync(folder.FullName, PostgresPrograms.Find(), new PrivatePostgresOptions { Durable = true }, ct: ct);
        var port = FreePort();
        Dictionary<string, string> environment = new()
        {
            ["ConnectionStrings__Engram"] = postgres.ConnectionString,
            ["ENGRAM_DATA"] = folder.FullName,
            ["ENGRAM_URLS"] = $"http://127.0.0.1:{port}",
        };
        var log = Path.Combine(folder.FullName, "log");
        using (var migrations = ChildProcess.Start(Checkout.DotNet, [checkout.Migrations], log, EndSignal.Terminate, environment))
        {
            if (await migrations.Exited.WaitAsync(ct) != 0) throw new RefusedException($"The database could not be migrated:\n{LogTail.Read(log)}");
        }
        var web = ChildProcess.Start(Checkout.DotNet, [checkout.Web], log, EndSignal.Terminate, environment, workingDirectory: checkout.WebFolder);
        var server = new IngestServer(folder, postgres, web, port);
        await server.AnswersAsync(log, ct);
        return server;
    }

    /// <summary>New runs to log to.</summary>
    public async Task<Guid[]> RunsAsync(int count, CancellationToken ct)
    {
        var now = TimeProvider.System.GetUtcNow();
        var project = new Project($"bench {Guid.CreateVersion7()}", "", now);
        await using var db = new EngramDb(new DbContextOptionsBuilder<EngramDb>().UseNpgsql(Data).Options);
        db.Add(project);
        await db.SaveChangesAsync(ct);
        Guid[] runs = [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
        foreach (var (i, run) in runs.Index()) await new ExternalRunWrites(Data).StartAsync(new(run, project.Id, $"client {i}", "{}", now), ct);
        return runs;
    }

    /// <summary>Bytes that tables take on disk, with indexes and what lies outside of the rows.</summary>
    public async Task<long> BytesAsync(params string[] tables)
    {
        await using var command = Data.CreateCommand("select sum(pg_total_relation_size(name::regclass))::bigint from unnest($1) name");
        command.Parameters.Add(new() { Value = tables });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await Data.DisposeAsync();
        await _web.StopAsync(Grace);
        _web.Dispose();
        await _postgres.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task AnswersAsync(string log, CancellationToken ct)
    {
        using var http = new HttpClient();
        while (true)
        {
            if (_web.Exited.IsCompleted) throw new RefusedException($"The web host ended:\n{LogTail.Read(log)}");
            try
            {
                using var ready = await http.GetAsync(new Uri($"http://127.0.0.1:{Port}/ready"), ct);
                if (ready.StatusCode == HttpStatusCode.OK) return;
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }
            await Task.Delay(50, ct);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
