using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Engram.Web.Tests.Api;

/// <summary>What the documentation says is run.</summary>
public sealed partial class GuideTests(EngramInstance engram)
{
    [Fact]
    public async Task Every_command_of_the_guide_works()
    {
        var blocks = Block().Matches(await File.ReadAllTextAsync(Path.Combine(Docs, "api.md")));
        Assert.True(blocks.Count >= 7);
        var (status, output) = await RunAsync("-euc", string.Join('\n', blocks.Select(block => block.Groups[1].Value)));
        Assert.True(status == 0, output);
        Assert.Contains("\"gradientBound\"", output, StringComparison.Ordinal);
        Assert.Contains("Table I", output, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'project'?", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_script_submits_waits_and_prints_the_table()
    {
        var (status, output) = await RunAsync(Path.Combine(Docs, "submit-table-1.sh"), "smoke");
        Assert.True(status == 0, output);
        Assert.Matches(@"\| η = 0\.001  \| light     \| [0-9.]+ n=1 \(110\.396\)", output);
    }

    [Fact]
    public async Task The_script_shows_a_refusal_and_fails()
    {
        var (status, output) = await RunAsync(Path.Combine(Docs, "submit-table-1.sh"), "smok");
        Assert.Equal(1, status);
        Assert.Contains("no preset 'smok'", output, StringComparison.Ordinal);
    }

    private static string Docs
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(directory!.FullName, "Platform.sln"))) directory = directory.Parent;
            return Path.Combine(directory.FullName, "docs");
        }
    }

    private async Task<(int Status, string Output)> RunAsync(params string[] arguments)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(path => File.Exists(Path.Combine(path, "curl"))),
            "There is no curl on this machine: apt-get install curl.");
        using var shell = Process.Start(new ProcessStartInfo("sh", arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
            Environment = { ["ENGRAM"] = engram.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) },
        })!;
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token);
        return (shell.ExitCode, await output + await errors);
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
