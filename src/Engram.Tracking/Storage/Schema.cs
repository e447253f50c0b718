using Npgsql;

namespace Engram.Tracking.Storage;

/// <summary>Whether a database is the one this program was made for.</summary>
public static class Schema
{
    /// <summary>The newest migration this program knows; a test keeps it equal to the newest in the migrations project.</summary>
    public const string Version = "20261127182200_RunsInBin";

    /// <summary>Returns when the database's schema is <see cref="Version"/>.</summary>
    /// <exception cref="SchemaException">The database is older, newer, or empty; says which and what to do.</exception>
    public static async Task RequireCurrentAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var applied = await AppliedAsync(connection, ct);
        if (applied != Version) throw new SchemaException(applied);
    }

    /// <summary>The newest migration applied to the database, or null when none is.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="ct">Stops asking.</param>
    /// <remarks>Asked without the entities: they would be half of all that the just-in-time compiler has to do until a worker's first run.</remarks>
    public static async Task<string?> AppliedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var exists = new NpgsqlCommand("""select to_regclass('"__EFMigrationsHistory"') is not null""", connection);
        if (await exists.ExecuteScalarAsync(ct) is not true) return null;
        await using var newest = new NpgsqlCommand("""select max("MigrationId") from "__EFMigrationsHistory" """, connection);
        return await newest.ExecuteScalarAsync(ct) as string;
    }
}

/// <summary>The database has another schema than this program needs.</summary>
/// <param name="applied">The newest migration applied, or null for an empty database.</param>
public sealed class SchemaException(string? applied) : Exception(
    applied is null ? "The database is empty. Run the migrations first: dotnet run --project migrations/Engram.Migrations, or ./engram up."
    : string.CompareOrdinal(applied, Schema.Version) < 0
        ? $"The database is at {applied}; this program needs {Schema.Version}. Run the migrations first: dotnet run --project migrations/Engram.Migrations."
        : $"The database is at {applied}, newer than this program knows ({Schema.Version}). Start the program that migrated it, or a newer one.");
