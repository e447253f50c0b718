using System.Globalization;
using System.Runtime.CompilerServices;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;
using Engram.Tracking.Comparing;

namespace Engram.Tracking.Tests.Comparing;

/// <summary>How often a 95 % interval contains the truth, by simulation: the table in docs/methods/intervals.md is what this prints.</summary>
[Trait("Pace", "Slow")]
public sealed class IntervalCoverageTests
{
    private const int Samples = 2_000;

    private static readonly int[] Seeds = [3, 5, 10, 30];

    private static readonly Column[] Columns =
    [
        new("mean, normal, bootstrap", Statistic.Mean, IntervalMethod.Bootstrap, Normal, 0),
        new("mean, normal, t", Statistic.Mean, IntervalMethod.T, Normal, 0),
        new("mean, log-normal, bootstrap", Statistic.Mean, IntervalMethod.Bootstrap, LogNormal, 1.6487212707001282), // √e
        new("mean, log-normal, t", Statistic.Mean, IntervalMethod.T, LogNormal, 1.6487212707001282),
        new("median, normal, bootstrap", Statistic.Median, IntervalMethod.Bootstrap, Normal, 0),
        new("IQM, normal, bootstrap", Statistic.Iqm, IntervalMethod.Bootstrap, Normal, 0),
    ];

    // Simulated once for all tests.
    private static readonly Lazy<Dictionary<(int Seeds, string Column), double>> Simulated = new(() => Columns
        .SelectMany(_ => Seeds, (column, seeds) => (column, seeds))
        .ToDictionary(cell => (cell.seeds, cell.column.Name), cell => Coverage(cell.column, cell.seeds)));

    private static Dictionary<(int Seeds, string Column), double> Covered => Simulated.Value;

    [Fact]
    public void The_methods_page_says_how_often_intervals_contain_the_truth()
    {
        var (page, table) = (File.ReadAllText(Page()), Table());
        Assert.True(page.Contains(table, StringComparison.Ordinal), $"docs/methods/intervals.md lacks this table:\n{table}");
    }

    [Fact]
    public void Students_t_covers_normal_scores_as_often_as_it_says() =>
        Assert.All(Seeds, seeds => Assert.InRange(Covered[(seeds, "mean, normal, t")], 0.95 - FourErrors(0.95), 0.95 + FourErrors(0.95)));

    // With three seeds all three draws hit the smallest in 1 of 27 resamples, more than the 2.5 % cut off: the interval is the range of the three.
    [Fact]
    public void With_three_seeds_the_bootstrap_covers_three_quarters_as_theory_has_it() =>
        Assert.InRange(Covered[(3, "mean, normal, bootstrap")], 0.75 - FourErrors(0.75), 0.75 + FourErrors(0.75));

    private static double FourErrors(double probability) => 4 * Math.Sqrt(probability * (1 - probability) / Samples);

    private static double Coverage(Column column, int seeds)
    {
        var random = RandomStream.FromSeed(1).Split(column.Name).Split($"{seeds}");
        var intervals = new IntervalCache(new(column.Method), column.Statistic);
        var covered = 0;
        for (var sample = 0; sample < Samples; sample++)
        {
            var estimate = intervals.Of([.. Enumerable.Range(0, seeds).Select(_ => column.Draw(random))]);
            if (estimate.Low <= column.Truth && column.Truth <= estimate.High) covered++;
        }
        return covered / (double)Samples;
    }

    private static string Table() => string.Join('\n', [
        $"| seeds | {string.Join(" | ", Columns.Select(column => column.Name))} |",
        $"|---|{string.Concat(Columns.Select(_ => "---|"))}",
        .. Seeds.Select(seeds => $"| {seeds} | {string.Join(" | ", Columns.Select(column => Percent(Covered[(seeds, column.Name)])))} |")]);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");

    private static double Normal(RandomStream random) => random.NextNormal();

    private static double LogNormal(RandomStream random) => Elementary.Exp(random.NextNormal());

    private static string Page([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/methods/intervals.md");

    private sealed record Column(string Name, Statistic Statistic, IntervalMethod Method, Func<RandomStream, double> Draw, double Truth);
}
