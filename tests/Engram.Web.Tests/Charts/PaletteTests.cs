using System.Text.RegularExpressions;

namespace Engram.Web.Tests.Charts;

/// <summary>The colours of <c>app.css</c>, measured.</summary>
public sealed partial class PaletteTests
{
    private static readonly Dictionary<string, string[]> Colours = Declaration().Matches(File.ReadAllText(Sheet()))
        .ToDictionary(match => match.Groups[1].Value, match => new[] { match.Groups[2].Value, match.Groups[3].Value });

    public static TheoryData<int> Schemes => [0, 1]; // light, dark

    /// <remarks>0.1 in OKLab is about five times what one just notices; dichromacies after Machado, Oliveira, Fernandes 2009, severity 1.</remarks>
    [Theory, MemberData(nameof(Schemes))]
    public void Conditions_stay_apart_for_every_eye(int scheme)
    {
        var palette = Enumerable.Range(0, 8).Select(index => Colours[$"condition-{index}"][scheme]).ToList();
        var pairs = from i in Enumerable.Range(0, 8) from j in Enumerable.Range(0, i) select (A: palette[i], B: palette[j]);
        Assert.All(pairs, pair => Assert.All(Sight.Kinds, kind => Assert.True(Sight.Distance(pair.A, pair.B, kind) > 0.1, $"{pair.A} and {pair.B} look alike to {kind}")));
    }

    [Theory, MemberData(nameof(Schemes))]
    public void Lines_and_fills_stand_out_from_their_ground(int scheme)
    {
        string[] drawn = [.. Enumerable.Range(0, 8).Select(index => $"condition-{index}"), "queued", "running", "succeeded", "failed", "cancelled", "line-firm"];
        Assert.All(drawn, name => Assert.All(["paper", "panel"], ground => AssertContrast(name, ground, 3, scheme)));
    }

    [Theory, MemberData(nameof(Schemes))]
    public void Words_can_be_read_on_every_ground(int scheme)
    {
        string[] words = ["ink", "ink-soft", "ink-faint", "accent", "good", "bad", "doubt"];
        Assert.All(words, name => Assert.All(["paper", "panel", "sunken"], ground => AssertContrast(name, ground, 4.5, scheme)));
        AssertContrast("accent-ink", "accent", 4.5, scheme);
        AssertContrast("bad", "bad-wash", 4.5, scheme);
        AssertContrast("ink-soft", "accent-wash", 4.5, scheme);
    }

    private static void AssertContrast(string name, string ground, double least, int scheme)
    {
        var contrast = Sight.Contrast(Colours[name][scheme], Colours[ground][scheme]);
        Assert.True(contrast >= least, $"--{name} on --{ground} has a contrast of {contrast:0.00}; {least} is needed.");
    }

    private static string Sheet()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Platform.sln"))) directory = directory.Parent!;
        return Path.Combine(directory.FullName, "web", "Engram.Web", "wwwroot", "app.css");
    }

    [GeneratedRegex(@"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")]
    private static partial Regex Declaration();
}
