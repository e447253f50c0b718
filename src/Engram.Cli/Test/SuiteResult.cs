using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Engram.Cli.Test;

/// <summary>What a suite reported.</summary>
/// <param name="Passed">Tests that passed.</param>
/// <param name="Skipped">Tests that were skipped.</param>
/// <param name="Failures">One text per test that failed, and per fault of the suite itself: name, message, stack.</param>
/// <param name="Reasons">Why tests were skipped, each reason once.</param>
internal sealed record SuiteResult(int Passed, int Skipped, IReadOnlyList<string> Failures, IReadOnlyList<string> Reasons)
{
    /// <summary>
    /// Reads the report a suite wrote (xUnit's XML). A suite that ended badly without naming a failed test, that wrote no report, or that
    /// ran no test at all has failed once: silence is no success.
    /// </summary>
    /// <param name="report">Path of the report.</param>
    /// <param name="ending">In words, how its process ended; null if with exit code 0.</param>
    /// <param name="lastWords">The end of what it printed.</param>
    public static SuiteResult Read(string report, string? ending, string lastWords)
    {
        var written = TryLoad(report);
        var tests = written?.Descendants("test").ToList() ?? [];
        List<string> failures = [.. tests.Where(Is("Fail")).Concat(written?.Descendants("error") ?? []).Select(Describe)];
        if (written is null) failures.Add($"The suite {ending ?? "ended"} without a report.\n{lastWords}");
        else if (failures.Count == 0 && ending is not null) failures.Add($"The suite {ending} although no test failed.\n{lastWords}");
        else if (tests.Count == 0 && failures.Count == 0) failures.Add("The suite has no tests.");
        var skipped = tests.Where(Is("Skip")).ToList();
        return new SuiteResult(tests.Count(Is("Pass")), skipped.Count, failures, [.. skipped.Select(t => t.Element("reason")?.Value.Trim() ?? "").Distinct()]);
    }

    private static Func<XElement, bool> Is(string result) => test => (string?)test.Attribute("result") == result;

    private static string Describe(XElement element)
    {
        var failure = element.Element("failure");
        var name = (string?)element.Attribute("name") ?? (string?)element.Attribute("type") ?? "the suite";
        return string.Create(CultureInfo.InvariantCulture, $"{name}\n{Indent(failure?.Element("message")?.Value)}\n{Indent(failure?.Element("stack-trace")?.Value)}").TrimEnd();
    }

    private static string Indent(string? text) =>
        string.Join('\n', (text ?? "").Trim().Split('\n').Select(line => "    " + line.TrimEnd()));

    private static XDocument? TryLoad(string report)
    {
        try
        {
            return XDocument.Load(report);
        }
        catch (Exception absent) when (absent is IOException or XmlException)
        {
            return null; // never written, or cut off by a crash
        }
    }
}
