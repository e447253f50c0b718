using Engram.Tracking.Storage.Private;
using Engram.Tracking.Storage.Processes;

namespace Engram.Tracking.Storage;

/// <summary>The server programs of one PostgreSQL installation: the folder with <c>initdb</c> and <c>postgres</c>, and their major version.</summary>
/// <param name="Folder">Absolute path of the folder that holds both programs.</param>
/// <param name="Major">The major version, such as 15.</param>
public sealed record PostgresPrograms(string Folder, int Major)
{
    /// <summary>The oldest major version that Engram is written for.</summary>
    public const int OldestMajor = 14;

    /// <summary>Creates a cluster.</summary>
    public string InitDb => Path.Combine(Folder, "initdb");

    /// <summary>The server itself.</summary>
    public string Server => Path.Combine(Folder, "postgres");

    /// <summary>
    /// Finds the server programs: in PATH, then in <c>/usr/lib/postgresql/*/bin</c> and <c>/usr/pgsql-*/bin</c> (newest first), then
    /// where <c>pg_config</c> says.
    /// </summary>
    /// <param name="directory">
    /// The directory of a <see cref="PrivatePostgres"/>. If it holds a cluster, the programs of the version that made it are preferred.
    /// </param>
    /// <exception cref="PrivatePostgresException">There are none; the message says what to install.</exception>
    public static PostgresPrograms Find(string? directory = null)
    {
        var made = directory is null ? null : PostgresHome.MajorOf(directory);
        var found = All();
        return (made is null ? null : found.FirstOrDefault(p => p.Major == made)) ?? found.FirstOrDefault() ?? throw new PrivatePostgresException(WhatToInstall);
    }

    /// <summary>All usable installations, looked for one by one, in the order of preference of <see cref="Find"/>.</summary>
    public static IEnumerable<PostgresPrograms> All() => Folders().Distinct().Select(At).OfType<PostgresPrograms>();

    /// <summary>What to type when there are no server programs.</summary>
    public static string WhatToInstall =>
        $"PostgreSQL's server programs (initdb, postgres; version {OldestMajor} or later) were not found in PATH, /usr/lib/postgresql/*/bin or by pg_config. "
        + "Debian and Ubuntu: sudo apt-get install postgresql. Fedora and RHEL: sudo dnf install postgresql-server. "
        + "Or name a server that runs elsewhere: ConnectionStrings__Engram='Host=…;Database=…;Username=…;Password=…'.";

    private static IEnumerable<string> Folders()
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            yield return folder;
        foreach (var folder in Versioned("/usr/lib/postgresql", "*").Concat(Versioned("/usr", "pgsql-*")))
            yield return folder;
        if (Command.TryRun("pg_config", "--bindir") is { } configured)
            yield return configured.Trim();
    }

    private static IEnumerable<string> Versioned(string root, string pattern) =>
        !Directory.Exists(root)
            ? []
            : Directory.GetDirectories(root, pattern)
                .OrderByDescending(d => int.TryParse(d.AsSpan(d.LastIndexOfAny(['/', '-']) + 1), out var major) ? major : 0)
                .Select(d => Path.Combine(d, "bin"));

    private static PostgresPrograms? At(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "initdb")) || !File.Exists(Path.Combine(folder, "postgres"))) return null;

        // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", or "… 18beta1"
        var words = Command.TryRun(Path.Combine(folder, "postgres"), "--version")?.Split(' ') ?? [];
        var digits = words.Length < 3 ? "" : new string([.. words[2].TakeWhile(char.IsAsciiDigit)]);
        return int.TryParse(digits, out var major) && major >= OldestMajor ? new PostgresPrograms(folder, major) : null;
    }
}
