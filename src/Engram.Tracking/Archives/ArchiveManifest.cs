using System.Text.Json;

namespace Engram.Tracking.Archives;

/// <summary>One file of an archive.</summary>
/// <param name="Path">Its name in the archive.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">64 lower-case hex digits.</param>
public sealed record ArchiveEntry(string Path, long Bytes, string Sha256);

/// <summary>What an archive of a project holds: its last entry, so that an archive without it was never finished.</summary>
/// <param name="Format">Always <see cref="ItsFormat"/>.</param>
/// <param name="Version">Of the format.</param>
/// <param name="ExportedAt">When the project was looked at.</param>
/// <param name="Project">Identifier of the project.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Entries">Every other file.</param>
public sealed record ArchiveManifest(string Format, int Version, DateTimeOffset ExportedAt, Guid Project, string Name, IReadOnlyList<ArchiveEntry> Entries)
{
    /// <summary>What the format is called.</summary>
    public const string ItsFormat = "engram-project";

    /// <summary>The version this program writes and reads.</summary>
    public const int ItsVersion = 1;

    internal const string File = "manifest.json";
    internal const string Tables = "tables/";
    internal const string Series = "series/";
    internal const string Checkpoints = "checkpoints/";
    internal const string Artifacts = "artifacts/";

    internal static JsonSerializerOptions Wire { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true };
}

/// <summary>An archive cannot be taken in; nothing was changed.</summary>
/// <param name="message">What is wrong with it.</param>
public sealed class ArchiveException(string message) : Exception(message);
