using System.Runtime.CompilerServices;

namespace Engram.Web.Tests.Mlflow;

/// <summary>One request of a case and the answer that it must have.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Target">Address; relative to the prefix of MLflow's calls unless it begins with a slash.</param>
/// <param name="ContentType">Media type of the body.</param>
/// <param name="Body">The body as it is sent, or nothing.</param>
/// <param name="Status">HTTP status of the answer.</param>
/// <param name="Expected">The answer's body: JSON, or nothing where it does not matter.</param>
internal sealed record Exchange(string Method, string Target, string ContentType, string Body, int Status, string Expected);

/// <summary>Reads cases: a line <c>#</c> with a name, then requests (<c>&gt;</c>) with their answers (<c>&lt;</c>). What is indented goes on.</summary>
/// <remarks>
/// In an answer <c>"*"</c> is any value, <c>"abc*"</c> any text that begins so, <c>"=name"</c> any value that is called <c>$name</c> from then on.
/// <c>$experiment</c> and <c>$run</c> are new ones of the case; <c>{x*250}</c> is 250 times x.
/// </remarks>
internal static class CaseFile
{
    /// <summary>All cases beside this file, by name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Exchange>> All { get; } = ReadAll();

    private static Dictionary<string, IReadOnlyList<Exchange>> ReadAll([CallerFilePath] string here = "")
    {
        Dictionary<string, IReadOnlyList<Exchange>> cases = [];
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(here)!, "Cases"), "*.txt").Order(StringComparer.Ordinal))
        {
            var topic = Path.GetFileNameWithoutExtension(file);
            foreach (var text in ("\n" + File.ReadAllText(file).ReplaceLineEndings("\n")).Split("\n# ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var lines = text.Replace("\n  ", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);
                cases.Add($"{topic}: {lines[0]}", [.. lines[1..].Chunk(2).Select(pair => Read(pair[0], pair[1]))]);
            }
        }
        return cases;
    }

    private static Exchange Read(string request, string answer)
    {
        if (!request.StartsWith("> ", StringComparison.Ordinal) || !answer.StartsWith("< ", StringComparison.Ordinal)) throw new FormatException($"Not a request and its answer:\n{request}\n{answer}");
        var parts = request[2..].Split(' ', 3);
        var body = parts.Length == 3 ? parts[2] : "";
        var type = "application/json";
        if (body.StartsWith('@'))
        {
            var end = body.IndexOf(' ', StringComparison.Ordinal);
            (type, body) = end < 0 ? (body[1..], "") : (body[1..end], body[(end + 1)..]);
        }
        var said = answer[2..].Split(' ', 2);
        return new(parts[0], parts[1], type, body, int.Parse(said[0], System.Globalization.CultureInfo.InvariantCulture), said.Length == 2 ? said[1] : "");
    }
}
