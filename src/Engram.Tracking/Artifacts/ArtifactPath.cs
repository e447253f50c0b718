using System.Buffers;
using System.Text;

namespace Engram.Tracking.Artifacts;

/// <summary>Names of artifacts: folders and a file, divided by slashes, that lead nowhere but down.</summary>
public static class ArtifactPath
{
    /// <summary>Longest path, in characters.</summary>
    public const int Longest = 4_096;

    /// <summary>How often a path is decoded in search of what it may hide.</summary>
    private const int Disguises = 10;

    /// <summary>Reads a path; the empty one is the root.</summary>
    /// <param name="given">As a caller wrote it, decoded once if it came in an address.</param>
    /// <param name="path">Without empty parts and parts that are one dot.</param>
    /// <returns>False when it leads up, is absolute, has a <c>#</c> or a control character, or hides any of these behind percent signs; or when it is too long.</returns>
    /// <remarks>The path is only looked at decoded: a name that has a percent sign keeps it.</remarks>
    public static bool TryParse(string given, out string path)
    {
        path = "";
        var bare = given;
        for (var i = 0; i <= Disguises; i++)
        {
            if (!LeadsDown(bare)) return false;
            var decoded = Uri.UnescapeDataString(bare);
            if (decoded == bare) break;
            bare = decoded;
        }
        path = string.Join('/', given.Split('/').Where(part => part is not ("" or ".")));
        return path.Length <= Longest;
    }

    /// <summary>The last part.</summary>
    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static bool LeadsDown(string path) =>
        !path.StartsWith('/') && !path.StartsWith('\\') && !path.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
        && !(path.Length > 2 && path[1] == ':' && path[2] is '/' or '\\' && char.IsAsciiLetter(path[0]))
        && !path.Contains('#') && !path.Any(char.IsControl) && !path.Split('/', '\\').Contains("..") && IsText(path);

    private static bool IsText(ReadOnlySpan<char> path)
    {
        while (!path.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(path, out _, out var length) != OperationStatus.Done) return false;
            path = path[length..];
        }
        return true;
    }
}
