using System.Text.Json;

namespace Engram.Cli.Backup;

/// <summary>One file of a backup.</summary>
/// <param name="Path">Its name in the archive.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">64 lower-case hex digits.</param>
internal sealed record BackupEntry(string Path, long Bytes, string Sha256);

/// <summary>What a backup holds: the last entry of the archive, so that an archive without it was never finished.</summary>
/// <param name="Format">Always <see cref="ItsFormat"/>.</param>
/// <param name="Version">Of the format.</param>
/// <param name="CreatedAt">When the database was looked at.</param>
/// <param name="Schema">Newest migration of the database.</param>
/// <param name="Postgres">Major version of the server.</param>
/// <param name="Entries">Every other file.</param>
internal sealed record BackupManifest(string Format, int Version, DateTimeOffset CreatedAt, string Schema, int Postgres, IReadOnlyList<BackupEntry> Entries)
{
    public const string ItsFormat = "engram-backup";
    public const int ItsVersion = 1;
    public const string Name = "manifest.json";
    public const string Dump = "database.dump";
    public const string Artifacts = "artifacts/";

    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Wire);

    /// <exception cref="RefusedException">It is of another format or version.</exception>
    public static BackupManifest Read(Stream json)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize<BackupManifest>(json, Wire);
            if (manifest is not { Format: ItsFormat, Entries: not null, Schema: not null }) throw new RefusedException($"Its {Name} is not that of a backup.");
            return manifest.Version == ItsVersion ? manifest
                : throw new RefusedException($"It is of version {manifest.Version}, and this program reads version {ItsVersion}. Restore it with the program that made it.");
        }
        catch (JsonException)
        {
            throw new RefusedException($"Its {Name} cannot be read.");
        }
    }
}
