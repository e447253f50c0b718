using Microsoft.EntityFrameworkCore;

namespace Engram.Tracking.Storage;

/// <summary>Whether a database is the one this program was made for.</summary>
public static class Schema
{
    /// <summary>The newest migration this program knows; a test keeps it equal to the newest in the migrations project.</summary>
    public const string Version = "20261127182200_RunsInBin";

    /// <summary>Returns when the database's schema is <see cref="Version"/>.</summary>
    /// <exception cref="SchemaException">The database is older, newer, or empty; says which and what to do.</exception>
    public static async Task RequireCurrentAsync(EngramDb db, CancellationToken ct)
    {
        var applied = await AppliedAsync(db, ct);
        if (applied != Version) throw new SchemaException(applied);
    }

    /// <summary>The newest migration applied to the database, or null when none is.</summary>
    public static async Task<string?> AppliedAsync(EngramDb db, CancellationToken ct)
    {
        var exists = await db.Database.SqlQuery<bool>($"""select to_regclass('"__EFMigrationsHistory"') is not null as "Value" """).SingleAsync(ct);
        if (!exists) return null;
        return await db.Database.SqlQuery<string?>($"""select max("MigrationId") as "Value" from "__EFMigrationsHistory" """).SingleAsync(ct);
    }
}

/// <summary>The database has another schema than this program needs.</summary>
/// <param name="applied">The newest migration applied, or null for an empty database.</param>
public sealed class SchemaException(string? applied) : Exception(
    applied is null ? "The database is empty. Run the migrations first: dotnet run --project migrations/Engram.Migrations, or ./engram up."
    : string.CompareOrdinal(applied, Schema.Version) < 0
        ? $"The database is at {applied}; this program needs {Schema.Version}. Run the migrations first: dotnet run --project migrations/Engram.Migrations."
        : $"The database is at {applied}, newer than this program knows ({Schema.Version}). Start the program that migrated it, or a newer one.");
