using Engram.Cli.Test;

namespace Engram.Cli.Tests.Test;

public sealed class SuiteResultTests : IDisposable
{
    private const string Report = """
        <assemblies><assembly>
          <errors><error type="assembly-cleanup" name="Fixture"><failure><message>left a file</message></failure></error></errors>
          <collection>
            <test name="A.Adds" result="Pass" />
            <test name="A.Divides" result="Fail"><failure><message>expected 2
        got 3</message><stack-trace>at A.Divides()</stack-trace></failure></test>
            <test name="A.Waits" result="Skip"><reason>no database</reason></test>
            <test name="A.Waits_longer" result="Skip"><reason>no database</reason></test>
          </collection>
        </assembly></assemblies>
        """;

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Tests_are_counted_and_failures_and_reasons_are_shown()
    {
        var result = Read(Report, "ended with exit code 2");

        Assert.Equal((1, 2, 2), (result.Passed, result.Skipped, result.Failures.Count));
        Assert.Contains("A.Divides\n    expected 2\n    got 3\n    at A.Divides()", result.Failures);
        Assert.Contains("Fixture\n    left a file", result.Failures);
        Assert.Equal(["no database"], result.Reasons);
    }

    [Theory]
    [InlineData("", null, "The suite ended without a report.")]
    [InlineData("<assemblies><assembly><coll", "was ended by signal 11", "The suite was ended by signal 11 without a report.")]
    [InlineData("""<assemblies><test name="A" result="Pass" /></assemblies>""", "ended with exit code 3", "The suite ended with exit code 3 although no test failed.")]
    [InlineData("<assemblies></assemblies>", null, "The suite has no tests.")]
    public void Silence_is_no_success(string report, string? ending, string failure) =>
        Assert.StartsWith(failure, Assert.Single(Read(report, ending).Failures));

    [Fact]
    public void A_suite_whose_tests_all_pass_has_no_failures() =>
        Assert.Empty(Read("""<assemblies><test name="A" result="Pass" /></assemblies>""", null).Failures);

    private SuiteResult Read(string report, string? ending)
    {
        File.WriteAllText(_path, report);
        return SuiteResult.Read(_path, ending, "last words");
    }
}
