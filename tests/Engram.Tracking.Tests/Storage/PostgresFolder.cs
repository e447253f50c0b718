using System.Diagnostics;
using Engram.Testing;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Tests.Storage;

/// <summary>A directory for one private PostgreSQL under test; whatever still runs in it is killed at the end.</summary>
public sealed class PostgresFolder : IDisposable
{
    public PostgresFolder(string prefix = "engram-test-")
    {
        var folder = Directory.CreateTempSubdirectory(prefix);
        if (OperatingSystem.IsLinux()) folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Path = folder.FullName;
    }

    public string Path { get; }

    public string Cluster => System.IO.Path.Combine(Path, "data");

    public Task<PrivatePostgres> StartAsync(bool durable = false) =>
        PrivatePostgres.StartAsync(Path, PostgresFixture.Programs(), new PrivatePostgresOptions { Durable = durable, StartWithin = TimeSpan.FromSeconds(60) });

    /// <summary>A server on this cluster that is no child of ours, as one whose parent was killed.</summary>
    /// <param name="parent">Shell text that starts <c>"$@"</c>; the server must not outlive the test.</param>
    public Process StartOrphan(string parent)
    {
        string[] asUser = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
        return Process.Start("/bin/sh",
            ["-c", parent, "sh", .. asUser, PostgresFixture.Programs().Server, "-D", Cluster, "-c", "listen_addresses=", "-c", $"unix_socket_directories={Path}/run", "-c", "logging_collector=on", "-c", "fsync=off"]);
    }

    /// <summary>The server's process id as it wrote it itself, when it accepts connections.</summary>
    public async Task<int> PostmasterAsync()
    {
        var file = System.IO.Path.Combine(Cluster, "postmaster.pid");
        for (var tries = 0; tries < 500; tries++)
        {
            if (File.Exists(file) && File.ReadAllLines(file) is { Length: >= 8 } lines && lines[7].Trim() == "ready") return int.Parse(lines[0]);
            await Task.Delay(20);
        }
        throw new TimeoutException($"No server became ready in {Cluster}.");
    }

    public static void Kill(int pid) => Process.Start("kill", ["-9", $"{pid}"]).WaitForExit();

    /// <summary>Whether a process is there at all, a zombie included: what <c>kill(pid, 0)</c> says.</summary>
    public static bool Exists(int pid) => Directory.Exists($"/proc/{pid}");

    public static async Task<object?> AskAsync(PrivatePostgres server, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public void Dispose()
    {
        foreach (var process in Directory.GetDirectories("/proc").Where(p => int.TryParse(System.IO.Path.GetFileName(p), out _)))
        {
            try
            {
                if (new DirectoryInfo($"{process}/cwd").LinkTarget == Cluster) Kill(int.Parse(System.IO.Path.GetFileName(process)));
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                continue;
            }
        }
        for (var tries = 0; Directory.Exists(Path) && tries < 50; tries++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException) // a dying process still writes
            {
                Thread.Sleep(50);
            }
        }
    }
}
