using Engram.Tracking.Storage;

namespace Engram.Tracking.Tests.Storage;

public sealed class PrivatePostgresTests : IDisposable
{
    private readonly PostgresFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_start_makes_a_database_that_the_second_start_finds_again()
    {
        await using (var first = await StartWithRowAsync()) Assert.False(first.Adopted);

        await using var second = await _folder.StartAsync();

        Assert.Equal(7, await RowAsync(second));
        Assert.False(second.Adopted);
    }

    [Fact]
    public async Task The_server_is_reached_by_its_socket_only_and_by_password_only()
    {
        await using var server = await _folder.StartAsync();

        Assert.Equal("", await PostgresFolder.AskAsync(server, "SHOW listen_addresses"));
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(async () =>
        {
            await using var connection = new Npgsql.NpgsqlConnection(new Npgsql.NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guess", Pooling = false }.ConnectionString);
            await connection.OpenAsync();
        });
        Assert.Equal(Npgsql.PostgresErrorCodes.InvalidPassword, refused.SqlState);
        if (OperatingSystem.IsLinux())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder.Path, "password")));
    }

    [Fact]
    public async Task A_second_instance_on_the_same_directory_is_refused_and_told_who_has_it()
    {
        await using var first = await StartWithRowAsync();

        var refused = await Assert.ThrowsAsync<PrivatePostgresException>(() => _folder.StartAsync());

        Assert.Equal(
            $"{_folder.Path} is in use by another instance (process {Environment.ProcessId}). Stop that one, or use another data directory.", refused.Message);
        Assert.Equal(7, await RowAsync(first));
    }

    [Fact]
    public async Task Two_instances_in_two_directories_run_side_by_side()
    {
        using var other = new PostgresFolder();
        await using var first = await StartWithRowAsync();
        await using var second = await other.StartAsync();

        Assert.Equal(false, await PostgresFolder.AskAsync(second, "SELECT EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 'kept')"));
        Assert.Equal(7, await RowAsync(first));
    }

    [Theory, InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"), InlineData("a b, c'd\"é")]
    public async Task A_directory_whose_path_is_too_long_or_too_strange_for_a_socket_works(string name)
    {
        using var deep = new PostgresFolder("engram-test-" + name);
        await using var server = await deep.StartAsync();

        Assert.Equal(1, await PostgresFolder.AskAsync(server, "SELECT 1"));
        var sockets = new Npgsql.NpgsqlConnectionStringBuilder(server.ConnectionString).Host!;
        Assert.StartsWith(Path.GetTempPath(), sockets);

        await server.DisposeAsync();
        Assert.False(Directory.Exists(sockets), "The directory made for the socket alone is left behind.");
    }

    [Fact]
    public async Task A_cluster_left_half_made_is_made_again()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "data.new", "base"));
        File.WriteAllText(Path.Combine(_folder.Path, "data.new", "PG_VERSION"), "15\n");

        await using var server = await _folder.StartAsync();

        Assert.Equal(1, await PostgresFolder.AskAsync(server, "SELECT 1"));
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "data.new")));
    }

    [Fact]
    public async Task A_cluster_of_another_version_is_refused_before_anything_is_touched()
    {
        await (await StartWithRowAsync()).DisposeAsync();
        var version = Path.Combine(_folder.Cluster, "PG_VERSION");
        var made = File.ReadAllText(version);
        File.WriteAllText(version, "11\n");

        var refused = await Assert.ThrowsAsync<PrivatePostgresException>(() => _folder.StartAsync());

        Assert.Contains("was made by PostgreSQL 11", refused.Message);
        Assert.Contains("apt-get install postgresql-11", refused.Message);
        File.WriteAllText(version, made);
        await using var server = await _folder.StartAsync();
        Assert.Equal(7, await RowAsync(server));
    }

    [Fact]
    public async Task A_lost_password_is_not_replaced_in_silence()
    {
        await (await StartWithRowAsync()).DisposeAsync();
        File.Delete(Path.Combine(_folder.Path, "password"));

        var refused = await Assert.ThrowsAsync<PrivatePostgresException>(() => _folder.StartAsync());

        Assert.Contains("password is gone. Put it back", refused.Message);
    }

    [Fact]
    public async Task A_server_that_cannot_start_is_reported_with_its_last_words()
    {
        await (await StartWithRowAsync()).DisposeAsync();
        await File.AppendAllTextAsync(Path.Combine(_folder.Cluster, "postgresql.conf"), "\nno_such_setting = 1\n");

        var refused = await Assert.ThrowsAsync<PrivatePostgresException>(() => _folder.StartAsync());

        Assert.Contains("ended while it started", refused.Message);
        Assert.Contains("no_such_setting", refused.Message);
    }

    private async Task<PrivatePostgres> StartWithRowAsync()
    {
        var server = await _folder.StartAsync();
        await PostgresFolder.AskAsync(server, "CREATE TABLE kept (value int); INSERT INTO kept VALUES (7)");
        return server;
    }

    private static async Task<int> RowAsync(PrivatePostgres server) => (int)(await PostgresFolder.AskAsync(server, "SELECT value FROM kept"))!;
}
