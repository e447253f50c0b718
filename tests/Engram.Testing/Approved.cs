using System.Runtime.CompilerServices;
using Xunit;

namespace Engram.Testing;

/// <summary>What a human reads is approved as text, in a file beside the test.</summary>
public static class Approved
{
    /// <summary>
    /// Compares with <c>Tests.name.approved.txt</c> beside the calling file. When they differ, writes <c>Tests.name.received.txt</c>, and the
    /// failure shows the first line that differs and the command that accepts the new text.
    /// </summary>
    public static void Text(string actual, string name, [CallerFilePath] string caller = "")
    {
        var stem = Path.Combine(Path.GetDirectoryName(caller)!, $"{Path.GetFileNameWithoutExtension(caller)}.{name}");
        var (approved, received) = ($"{stem}.approved.txt", $"{stem}.received.txt");
        var text = actual.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        var expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (text == expected)
        {
            File.Delete(received);
            return;
        }
        File.WriteAllText(received, text);
        Assert.Fail($"The text '{name}' is not the approved one. {FirstDifference(expected, text)}\nTo accept it:\n  mv '{received}' '{approved}'");
    }

    /// <summary>The same for a text that is still being made.</summary>
    public static async Task Text(Task<string> actual, string name, [CallerFilePath] string caller = "") => Text(await actual, name, caller);

    private static string FirstDifference(string expected, string actual)
    {
        var (old, now) = (expected.Split('\n'), actual.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(old.Length, now.Length)).First(i => old.ElementAtOrDefault(i) != now.ElementAtOrDefault(i));
        return $"Line {line + 1}:\n  approved: {old.ElementAtOrDefault(line) ?? "(end)"}\n  received: {now.ElementAtOrDefault(line) ?? "(end)"}";
    }
}
