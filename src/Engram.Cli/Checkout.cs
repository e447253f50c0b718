namespace Engram.Cli;

/// <summary>The source tree this program was built in, and the programs built beside it.</summary>
/// <param name="Root">The folder with <c>Platform.sln</c>.</param>
internal sealed record Checkout(string Root)
{
    /// <summary>The .NET host that runs this program: it runs the others, too.</summary>
    public static string DotNet =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>How this program was built, and so the ones beside it: Release or Debug.</summary>
    public static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public string WebFolder => Path.Combine(Root, "web/Engram.Web");

    public string Web => Built("web", "Engram.Web");

    public string Worker => Built("worker", "Engram.Worker");

    public string Migrations => Built("migrations", "Engram.Migrations");

    /// <summary>Where data are kept when nothing else is said.</summary>
    public string Data => Path.Combine(Root, ".engram");

    /// <summary>Searches upward from this program.</summary>
    /// <exception cref="RefusedException">The program was moved out of its source tree.</exception>
    public static Checkout Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln"))) return new Checkout(folder.FullName);
        throw new RefusedException($"{AppContext.BaseDirectory} is not inside a checkout (no Platform.sln above it). Start Engram by ./engram in the checkout.");
    }

    /// <summary>The main assembly of a project, built as this one was.</summary>
    private string Built(string area, string project) => Path.Combine(Root, area, project, "bin", Configuration, "net10.0", project + ".dll");
}
