using Engram.Cli.Backup;

namespace Engram.Cli.Tests.Backup;

/// <summary>What is said when PostgreSQL's programs cannot do their work; what they do when they can is in <see cref="BackupTests"/>.</summary>
public sealed class PostgresClientsTests
{
    // A folder without a server's socket.
    private static string Nowhere => $"Host={Path.GetTempPath()};Port=1;Database=none;Username=nobody";

    [Fact]
    public async Task Without_a_server_the_words_of_the_program_are_passed_on()
    {
        var clients = new PostgresClients(PostgresClients.FolderFor(null), Nowhere);
        Assert.StartsWith("pg_dump failed:\npg_dump: error: connection to server", (await Assert.ThrowsAsync<RefusedException>(() => clients.DumpAsync("none", stream => stream.CopyToAsync(Stream.Null), default))).Message, StringComparison.Ordinal);
        Assert.StartsWith("psql failed:\n", (await Assert.ThrowsAsync<RefusedException>(() => clients.RestoreAsync(new MemoryStream(), default))).Message, StringComparison.Ordinal);
    }
}
