using Engram.Tracking.Storage.Processes;

namespace Engram.Tracking.Storage.Private;

/// <summary>Makes a cluster, and clears what a killed server left in one.</summary>
internal static class Cluster
{
    /// <summary>
    /// Makes the cluster if there is none. <c>initdb</c> may be killed half-way and is not repeatable on what it left, so it works in
    /// <c>data.new</c>, and only a finished cluster gets the name <c>data</c>.
    /// </summary>
    public static void MakeIfMissing(PostgresHome home, PostgresPrograms programs, PrivatePostgresOptions options)
    {
        if (Directory.Exists(home.Cluster))
        {
            CheckVersion(home, programs);
            return;
        }
        _ = home.Password();
        Delete(home.UnfinishedCluster);
        home.User.MakeDirectory(home.UnfinishedCluster);

        var copy = home.UnfinishedCluster + ".password"; // initdb runs as the server's user, who may not read ours
        home.User.Copy(home.PasswordFile, copy);
        try
        {
            var (code, output, error) = home.User.Run(
                programs.InitDb, "--pgdata", home.UnfinishedCluster, "--username", PrivatePostgres.User, "--pwfile", copy,
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions",
                options.Durable ? "--data-checksums" : "--no-sync");
            if (code != 0) throw new PrivatePostgresException($"{programs.InitDb} could not make a cluster in {home.UnfinishedCluster}:\n{output}{error}".TrimEnd());
        }
        finally
        {
            File.Delete(copy);
        }
        Directory.Move(home.UnfinishedCluster, home.Cluster);
    }

    /// <summary>
    /// Removes <c>postmaster.pid</c> and the socket's files of a server that is dead. PostgreSQL would do so itself, but takes a zombie for
    /// a living server and refuses for ever. The interlock that is lost by this is replaced: the caller holds the home's lock, and this
    /// waits until no process of the old server is left in the cluster.
    /// </summary>
    public static async Task ClearStaleAsync(PostgresHome home, CancellationToken ct)
    {
        await WaitForOrphansAsync(home.Cluster, ct);
        if (PostmasterFile.Read(home.Cluster)?.SocketDirectory is { Length: > 0 } sockets) RemoveSockets(sockets);
        RemoveSockets(Path.Combine(home.Path, "run"));
        File.Delete(PostmasterFile.PathIn(home.Cluster));
    }

    /// <summary>Removes the socket and its lock file, and the directory if it was made for this socket alone.</summary>
    public static void RemoveSockets(string directory)
    {
        if (!Directory.Exists(directory)) return;
        foreach (var file in Directory.GetFiles(directory, ".s.PGSQL.*")) File.Delete(file);
        if (Path.GetFileName(directory).StartsWith(PostgresHome.SocketPrefix, StringComparison.Ordinal)) Directory.Delete(directory);
    }

    private static async Task WaitForOrphansAsync(string cluster, CancellationToken ct)
    {
        // Backends notice the death of their postmaster by themselves; one in a long query is asked (SIGQUIT), then made to go.
        foreach (var (signal, patience) in new[] { (0, 2_000), (LinuxProcess.Quit, 10_000), (LinuxProcess.KillNow, 10_000) })
        {
            if (signal != 0)
                foreach (var pid in LinuxProcess.Inside(cluster)) LinuxProcess.Signal(pid, signal);
            for (var waited = 0; waited < patience; waited += 20)
            {
                if (LinuxProcess.Inside(cluster).Count == 0) return;
                await Task.Delay(20, ct);
            }
        }
        throw new PrivatePostgresException(
            $"Processes {string.Join(", ", LinuxProcess.Inside(cluster))} still work in {cluster} although their server is dead, and do not end. End them, then start again.");
    }

    private static void CheckVersion(PostgresHome home, PostgresPrograms programs)
    {
        var made = PostgresHome.MajorOf(home.Path) ?? throw new PrivatePostgresException(
            $"{home.Cluster} is there but is not a PostgreSQL cluster (no PG_VERSION), or cannot be read by this user. Move it away, or use another data directory.");
        if (made != programs.Major)
            throw new PrivatePostgresException(
                $"{home.Cluster} was made by PostgreSQL {made}, and the programs in {programs.Folder} are version {programs.Major}. "
                + $"Install version {made} (sudo apt-get install postgresql-{made}), convert the cluster with pg_upgrade, or use another data directory.");
    }

    private static void Delete(string directory)
    {
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
    }
}
