using Engram.Cli.Up;
using Engram.Tracking.Storage;
using Engram.Tracking.Storage.Processes;

namespace Engram.Cli.Doctor;

/// <summary>What is installed, and whether the door is free.</summary>
internal static class Programs
{
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    public static Finding DotNet() =>
        new(".NET", Health.Good, $"SDK {Command.TryRun(Checkout.DotNet, "--version")?.Trim() ?? "?"}, runtime {Environment.Version}");

    public static Finding Database()
    {
        if (Environment.GetEnvironmentVariable("ConnectionStrings__Engram") is { Length: > 0 })
            return new Finding("PostgreSQL", Health.Good, "the server that ConnectionStrings__Engram names");
        try
        {
            var programs = PostgresPrograms.Find();
            return new Finding("PostgreSQL", Health.Good, $"server programs of version {programs.Major} in {programs.Folder}");
        }
        catch (PrivatePostgresException missing)
        {
            return new Finding("PostgreSQL", Health.Missing, missing.Message);
        }
    }

    public static Finding Processes() =>
        Command.TryRun("setpriv", "--version") is not null && Command.TryRun("setsid", "--version") is not null
            ? new Finding("util-linux", Health.Good, "setpriv, setsid")
            : new Finding("util-linux", Health.Missing, "setpriv or setsid is missing: sudo apt-get install util-linux");

    /// <summary>Only the tests need one.</summary>
    public static Finding Browser()
    {
        var version = Browsers.Select(name => Command.TryRun(name, "--version")).FirstOrDefault(v => v is not null);
        return version is not null
            ? new Finding("Chromium", Health.Good, version.Trim())
            : new Finding("Chromium", Health.Warning, "none; the tests in the browser need it: sudo apt-get install chromium");
    }

    public static Finding Port(Address address)
    {
        try
        {
            address.EnsureFree();
            return new Finding("port", Health.Good, $"{address.Urls} is free");
        }
        catch (RefusedException taken)
        {
            return new Finding("port", Health.Warning, taken.Message);
        }
    }
}
