namespace Engram.Architecture.Tests;

/// <summary>The source tree these tests were built from.</summary>
internal static class Tree
{
    private static readonly string[] Areas = ["src", "web", "worker", "migrations", "tests"];

    public static string Root { get; } = Find();

    /// <summary>Every file that somebody writes and reads: no build output, no generated migration, no vendored library, no data.</summary>
    public static IEnumerable<string> Written(params string[] extensions) =>
        Areas.SelectMany(area => Directory.EnumerateFiles(Path.Combine(Root, area), "*", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path))
            .Where(path => extensions.Contains(Path.GetExtension(path)))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "lib" or "Vendor" or "TestResults") && !path.StartsWith("migrations/Engram.Migrations/Migrations/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException($"There is no Platform.sln above {AppContext.BaseDirectory}.");
    }
}
