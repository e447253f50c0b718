using Engram.Tracking.Storage;

namespace Engram.Tracking.Tests.Storage;

/// <summary>What <c>kill -9</c> leaves behind, and that the next start is clean and has the row.</summary>
public sealed class PrivatePostgresCrashTests : IDisposable
{
    private const string Detached = """setsid "$@" >/dev/null 2>&1 &""";

    private readonly PostgresFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_kill_9_of_the_server_a_restart_keeps_the_row_and_the_connection_string()
    {
        await using var server = await StartWithRowAsync();
        var (connection, killed) = (server.ConnectionString, server.ProcessId);

        PostgresFolder.Kill(killed);
        await server.Exited.WaitAsync(TimeSpan.FromSeconds(10));
        await server.RestartAsync();

        Assert.NotEqual(killed, server.ProcessId);
        Assert.Equal(connection, server.ConnectionString);
        Assert.Equal(7, await RowAsync(server));
    }

    [Fact]
    public async Task A_server_left_by_a_killed_parent_is_adopted_and_stopped_with_the_new_one()
    {
        await (await StartWithRowAsync()).DisposeAsync();
        using var parent = _folder.StartOrphan(Detached);
        var orphan = await _folder.PostmasterAsync();

        await using (var server = await _folder.StartAsync())
        {
            Assert.True(server.Adopted);
            Assert.Equal(orphan, server.ProcessId);
            Assert.Equal(7, await RowAsync(server));
            Assert.False(server.Exited.IsCompleted);
            await server.StopAsync();
            Assert.True(server.Exited.IsCompleted);
        }

        Assert.False(File.Exists(Path.Combine(_folder.Cluster, "postmaster.pid")), "An adopted server was not shut down cleanly.");
    }

    [Fact]
    public async Task A_zombie_server_is_not_taken_for_a_living_one()
    {
        await (await StartWithRowAsync()).DisposeAsync();
        using var parent = _folder.StartOrphan("""("$@" >/dev/null 2>&1 & exec sleep 60)"""); // never reaps, as the first process of many containers
        try
        {
            var killed = await _folder.PostmasterAsync();
            PostgresFolder.Kill(killed);

            await using var server = await _folder.StartAsync();

            Assert.True(PostgresFolder.Exists(killed), "The killed server is no zombie: this test shows nothing.");
            Assert.False(server.Adopted);
            Assert.Equal(7, await RowAsync(server));
        }
        finally
        {
            parent.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task A_stale_pid_file_with_the_number_of_a_stranger_is_cleared()
    {
        await (await StartWithRowAsync()).DisposeAsync();
        File.WriteAllText(Path.Combine(_folder.Cluster, "postmaster.pid"), $"{Environment.ProcessId}\n{_folder.Cluster}\n1\n5432\n{_folder.Path}/run\n\n\nready\n");

        await using var server = await _folder.StartAsync();

        Assert.False(server.Adopted);
        Assert.Equal(7, await RowAsync(server));
    }

    [Theory, InlineData(""), InlineData("nonsense\n")]
    public async Task A_pid_file_that_was_never_finished_is_cleared(string content)
    {
        await (await StartWithRowAsync()).DisposeAsync();
        File.WriteAllText(Path.Combine(_folder.Cluster, "postmaster.pid"), content);

        await using var server = await _folder.StartAsync();

        Assert.Equal(7, await RowAsync(server));
    }

    private async Task<PrivatePostgres> StartWithRowAsync()
    {
        var server = await _folder.StartAsync(durable: true);
        await PostgresFolder.AskAsync(server, "CREATE TABLE kept (value int); INSERT INTO kept VALUES (7)");
        return server;
    }

    private static async Task<int> RowAsync(PrivatePostgres server) => (int)(await PostgresFolder.AskAsync(server, "SELECT value FROM kept"))!;
}
