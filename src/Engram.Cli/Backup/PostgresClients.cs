using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Cli.Backup;

/// <summary>PostgreSQL's own programs for taking a database out and in: <c>pg_dump</c>, <c>pg_restore</c>, <c>psql</c>.</summary>
/// <param name="folder">Where they are; null to find them in PATH.</param>
/// <param name="connectionString">The database.</param>
internal sealed class PostgresClients(string? folder, string connectionString)
{
    /// <summary>Writes the database to a stream, as it was when a snapshot was taken.</summary>
    /// <param name="snapshot">As <c>pg_export_snapshot()</c> named it, in a transaction that is still open.</param>
    /// <param name="read">Reads the dump to its end.</param>
    /// <param name="ct">Ends it.</param>
    public async Task DumpAsync(string snapshot, Func<Stream, Task> read, CancellationToken ct)
    {
        using var dump = Start("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--snapshot", snapshot);
        var said = dump.StandardError.ReadToEndAsync(ct);
        await read(dump.StandardOutput.BaseStream);
        await RequireAsync(dump, "pg_dump", said, ct);
    }

    /// <summary>Replaces everything in the database by a dump, in one transaction: it is done, or nothing is changed.</summary>
    public async Task RestoreAsync(Stream dump, CancellationToken ct)
    {
        using var script = Start("pg_restore", "--no-owner", "--no-privileges", "--file", "-");
        using var database = Start("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1", "--output", "/dev/null", "--file", "-");
        try
        {
            var (saidScript, saidDatabase) = (script.StandardError.ReadToEndAsync(ct), database.StandardError.ReadToEndAsync(ct));
            var into = database.StandardInput.BaseStream;
            await into.WriteAsync("drop schema public cascade; create schema public;\n"u8.ToArray(), ct);
            var written = PassAsync(dump, script.StandardInput.BaseStream, ct);
            var read = script.StandardOutput.BaseStream.CopyToAsync(into, ct);
            try
            {
                await read;
                await written;
            }
            catch (IOException)
            {
                // One of them has ended early; what it said comes below.
            }
            if (database.HasExited || !await EndedWellAsync(script, ct)) await EndAsync(database);
            else database.StandardInput.Close();
            await RequireAsync(database, "psql", saidDatabase, ct, script.HasExited && script.ExitCode != 0 ? await saidScript : "");
        }
        finally
        {
            await EndAsync(script);
            await EndAsync(database);
        }
    }

    private static async Task PassAsync(Stream from, Stream to, CancellationToken ct)
    {
        await from.CopyToAsync(to, ct);
        to.Close();
    }

    private static async Task<bool> EndedWellAsync(Process process, CancellationToken ct)
    {
        await process.WaitForExitAsync(ct);
        return process.ExitCode == 0;
    }

    private static async Task EndAsync(Process process)
    {
        if (process.HasExited) return;
        process.Kill(); // psql: its transaction goes with its connection
        await process.WaitForExitAsync(CancellationToken.None);
    }

    private static async Task RequireAsync(Process process, string name, Task<string> said, CancellationToken ct, string before = "")
    {
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0) throw new RefusedException($"{name} failed:\n{before}{await said}".TrimEnd());
    }

    private Process Start(string name, params string[] arguments)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(folder is not null && File.Exists(Path.Combine(folder, name)) ? Path.Combine(folder, name) : name, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        Set("PGHOST", server.Host);
        Set("PGPORT", server.Port.ToString(CultureInfo.InvariantCulture));
        Set("PGUSER", server.Username);
        Set("PGPASSWORD", server.Password);
        Set("PGDATABASE", server.Database ?? server.Username);
        Set("PGSSLMODE", server.SslMode switch { SslMode.Disable => "disable", SslMode.Require => "require", SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", _ => null });
        start.Environment["LC_ALL"] = "C";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new RefusedException($"{name} was not found beside the server's programs or in PATH. Debian and Ubuntu: sudo apt-get install postgresql-client");
        }

        void Set(string variable, string? value)
        {
            if (value is { Length: > 0 }) start.Environment[variable] = value;
            else start.Environment.Remove(variable);
        }
    }

    /// <summary>Those that belong to a private cluster, or the newest there are.</summary>
    public static string? FolderFor(string? privateDirectory)
    {
        try
        {
            return PostgresPrograms.Find(privateDirectory).Folder;
        }
        catch (PrivatePostgresException) when (privateDirectory is null)
        {
            return null; // a server elsewhere needs no server programs here
        }
    }
}
