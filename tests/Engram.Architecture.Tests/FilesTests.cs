using System.Text.RegularExpressions;

namespace Engram.Architecture.Tests;

/// <summary>What every file keeps to.</summary>
public sealed partial class FilesTests
{
    private const int OneSitting = 400;

    [Fact]
    public void A_file_fits_in_one_sitting() => Faults.None(
        Tree.Written(".cs", ".razor", ".css", ".js", ".py", ".csproj", ".props")
            .Select(path => (path, lines: File.ReadLines(Path.Combine(Tree.Root, path)).Count()))
            .Where(file => file.lines > OneSitting)
            .Select(file => $"{file.path} has {file.lines} lines: name its second idea and give it a file of its own."));

    [Fact]
    public void A_namespace_is_the_folder() => Faults.None(
        from path in Tree.Written(".cs")
        let declared = Namespace().Match(Tree.Read(path))
        where declared.Success && declared.Groups[1].Value != FolderOf(path)
        select $"{path} says namespace {declared.Groups[1].Value}; its folder is {FolderOf(path)}.");

    [Fact]
    public void A_name_says_what_the_thing_does() => Faults.None(
        from path in Tree.Written(".cs", ".razor")
        let name = Path.GetFileNameWithoutExtension(path)
        where SaysNothing().IsMatch(name) || path.Split('/').Any(folder => folder is "Helpers" or "Utils" or "Common" or "Misc" or "Services" or "Interfaces" or "DTOs")
        select $"{path}: would the name let a reader guess the code?");

    [Fact]
    public void A_silenced_warning_carries_its_reason() => Faults.None(
        from path in Tree.Written(".cs")
        from line in Tree.Read(path).Split('\n')
        where (Pragma().IsMatch(line) && !line.Contains("//")) || (Suppression().IsMatch(line) && !line.Contains("Justification"))
        select $"{path}: {line.Trim()}");

    [Fact]
    public void Nothing_is_left_for_later() => Faults.None(
        from path in Tree.Written(".cs", ".razor", ".css", ".js")
        from line in Tree.Read(path).Split('\n')
        where Later().IsMatch(line) && !path.EndsWith(nameof(FilesTests) + ".cs", StringComparison.Ordinal)
        select $"{path}: {line.Trim()}");

    private static string FolderOf(string path) => string.Join('.', Path.GetDirectoryName(path)!.Split('/').Skip(1));

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex("(Manager|Helpers?|Utils?|Utilities|Common|Misc)$|^Base[A-Z]|[a-z]Base$")]
    private static partial Regex SaysNothing();

    [GeneratedRegex(@"^\s*#pragma warning disable")]
    private static partial Regex Pragma();

    [GeneratedRegex(@"\bSuppressMessage\(")]
    private static partial Regex Suppression();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX|NotImplementedException)\b")]
    private static partial Regex Later();
}
