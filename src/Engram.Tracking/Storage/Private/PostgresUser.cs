using System.Globalization;
using Engram.Tracking.Storage.Processes;

namespace Engram.Tracking.Storage.Private;

/// <summary>
/// Whom the server runs as. PostgreSQL refuses to run as root: then it runs as whoever owns the cluster, at first the user
/// <c>postgres</c> that its package makes. An ordinary user runs it as itself.
/// </summary>
internal sealed class PostgresUser
{
    private readonly (int User, int Group)? _other;

    private PostgresUser((int User, int Group)? other) => _other = other;

    /// <summary>Options for <c>setpriv</c> that turn root into this user; none for an ordinary user.</summary>
    public IReadOnlyList<string> Setpriv =>
        _other is var (user, group) ? [$"--reuid={user}", $"--regid={group}", "--clear-groups"] : [];

    /// <param name="cluster">The cluster's directory, if there is one yet.</param>
    public static PostgresUser For(string cluster)
    {
        if (!Environment.IsPrivilegedProcess) return new PostgresUser(null);
        var owner = Directory.Exists(cluster) ? Two(Command.TryRun("stat", "-c", "%u %g", cluster)) : null;
        return new PostgresUser(owner ?? Two($"{Command.TryRun("id", "-u", "postgres")} {Command.TryRun("id", "-g", "postgres")}")
            ?? throw new PrivatePostgresException(
                "PostgreSQL refuses to run as root, and there is no user 'postgres' to run it as. Make one (useradd --system postgres), or start Engram as an ordinary user."));
    }

    /// <summary>Runs a program as this user to its end.</summary>
    public (int Code, string Output, string Error) Run(string program, params ReadOnlySpan<string> arguments) =>
        _other is null ? Command.Run(program, arguments) : Command.Run("setpriv", [.. Setpriv, "--", program, .. arguments]);

    /// <summary>Whether this user may pass through a directory and everything above it.</summary>
    public bool CanEnter(string directory) => Run("test", "-x", directory).Code == 0;

    /// <summary>Makes a directory that only this user (and root) may enter.</summary>
    public void MakeDirectory(string path) => Install("-d", "-m", "700", path);

    /// <summary>Copies a file so that only this user (and root) may read it.</summary>
    public void Copy(string from, string to) => Install("-m", "600", from, to);

    private void Install(params ReadOnlySpan<string> arguments)
    {
        string[] owner = _other is var (user, group) ? ["-o", Text(user), "-g", Text(group)] : [];
        var (code, _, error) = Command.Run("install", [.. owner, .. arguments]);
        if (code != 0) throw new PrivatePostgresException($"Cannot make {arguments[^1]}: {error.Trim()}");
    }

    private static (int, int)? Two(string? text) =>
        text?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var user, var group] ? (Number(user), Number(group)) : null;

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
