using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Engram.Tracking.Storage.Processes;

namespace Engram.Tracking.Storage.Private;

/// <summary>
/// The files of a private PostgreSQL: <c>data</c> (the cluster), <c>data.new</c> (one in the making), <c>run</c> (its socket),
/// <c>password</c>, <c>lock</c> and <c>startup.log</c>.
/// </summary>
internal sealed class PostgresHome
{
    /// <summary>A socket's path may have 108 bytes, and PostgreSQL appends <c>/.s.PGSQL.5432.lock</c> and the like to its directory.</summary>
    private const int LongestSocketDirectory = 60;

    /// <summary>How the name of a directory begins that was made for a socket alone.</summary>
    public const string SocketPrefix = "engram-socket-";

    private const string MovedTo = "moved-to";

    private PostgresHome(string path, PostgresUser user) => (Path, User) = (path, user);

    /// <summary>Absolute, symbolic links resolved.</summary>
    public string Path { get; }

    /// <summary>Whom the server runs as.</summary>
    public PostgresUser User { get; }

    public string Cluster => In("data");

    public string UnfinishedCluster => In("data.new");

    public string StartupLog => In("startup.log");

    public string PasswordFile => In("password");

    /// <summary>The password of the one database user, made on first use; only the owner of the home may read it.</summary>
    public string Password()
    {
        if (!File.Exists(PasswordFile))
        {
            if (Directory.Exists(Cluster))
                throw new PrivatePostgresException(
                    $"{Cluster} holds a database, but {PasswordFile} is gone. Put it back, or move {Path} away to begin with an empty database.");
            var unfinished = PasswordFile + ".new";
            File.Delete(unfinished);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (OperatingSystem.IsLinux()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(unfinished, options))
                file.Write(Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(48, lowercase: true)));
            File.Move(unfinished, PasswordFile);
        }
        return File.ReadAllText(PasswordFile);
    }

    /// <summary>Opens the home for a directory and makes both if they are not there.</summary>
    public static PostgresHome Open(string directory)
    {
        directory = Resolve(directory);
        Make(directory);
        var moved = MovedFrom(directory);
        var user = PostgresUser.For(System.IO.Path.Combine(moved ?? directory, "data"));
        if (moved is null && !user.CanEnter(directory))
        {
            // Typical: root in /root (mode 0700), which the user postgres may not pass through.
            moved = $"/var/lib/engram/{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
            File.WriteAllText(System.IO.Path.Combine(directory, MovedTo), moved + "\n");
        }
        if (moved is not null) Make(moved);
        return new PostgresHome(moved ?? directory, user);
    }

    /// <summary>The major version that made the cluster of a directory; null if there is none.</summary>
    public static int? MajorOf(string directory)
    {
        var file = System.IO.Path.Combine(MovedFrom(directory) ?? directory, "data", "PG_VERSION");
        return File.Exists(file) && int.TryParse(File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : null;
    }

    /// <summary>A directory for the socket: <c>run</c>, or if its path is too long or of other letters than plain ones, a fresh one for temporary files.</summary>
    /// <param name="again">The directory it was in before, to be used again if clients know it.</param>
    public string MakeSocketDirectory(string? again = null)
    {
        var run = again ?? In("run");
        if (!IsPlain(run)) run = Directory.CreateTempSubdirectory(SocketPrefix).FullName;
        User.MakeDirectory(run);
        return run;
    }

    /// <summary>Server and client both read the directory as a list divided by commas, and count its bytes.</summary>
    private static bool IsPlain(string directory) =>
        directory.Length <= LongestSocketDirectory && directory.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-');

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private static void Make(string directory)
    {
        if (Directory.Exists(directory)) return;
        Directory.CreateDirectory(directory);

        // Whatever the umask: the server's user must be able to pass through; what is secret inside has its own mode.
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess)
            File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101);
    }

    private static string? MovedFrom(string directory)
    {
        var file = System.IO.Path.Combine(directory, MovedTo);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    private static string Resolve(string directory) =>
        Command.TryRun("readlink", "-m", System.IO.Path.GetFullPath(directory))?.TrimEnd('\n') ?? System.IO.Path.GetFullPath(directory);
}
