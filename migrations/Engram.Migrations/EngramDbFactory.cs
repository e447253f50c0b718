using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Engram.Migrations;

/// <summary>Makes a context whose migrations are the ones in this project.</summary>
public sealed class EngramDbFactory : IDesignTimeDbContextFactory<EngramDb>
{
    /// <summary>For the command-line tool, which never connects.</summary>
    public EngramDb CreateDbContext(string[] args) => Create("Host=localhost;Database=engram");

    // A migration may write a table of a million runs anew: it takes as long as it takes, and is not given up after half a minute.
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <summary>A context on a database.</summary>
    public static EngramDb Create(string connectionString) => new(new DbContextOptionsBuilder<EngramDb>()
        .UseNpgsql(connectionString, npgsql => npgsql.MigrationsAssembly(typeof(EngramDbFactory).Assembly.GetName().Name).CommandTimeout((int)Patience.TotalSeconds))
        .Options);
}
