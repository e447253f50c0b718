using Engram.Numerics.Random;

namespace Engram.Tracking.Comparing;

/// <summary>Percentile-bootstrap intervals.</summary>
/// <remarks>
/// Source: Efron, Tibshirani, "An Introduction to the Bootstrap", 1993, section 13.3; stratified as in rliable library.py.
/// With few runs the interval is too narrow; docs/methods/intervals.md says by how much.
/// </remarks>
public static class Bootstrap
{
    /// <summary>Enough for a 95 % interval whose ends move by a few percent of its width between streams.</summary>
    public const int DefaultReplicates = 2_000;

    /// <summary>The statistic over all scores of the table, and its interval.</summary>
    /// <param name="table">Scores; their order does not matter, neither that of the runs nor that of the tasks.</param>
    /// <param name="statistic">What stands for the scores.</param>
    /// <param name="random">A stream of its own; the same stream gives the same interval.</param>
    /// <param name="level">Share of samples the interval is meant to cover, between 0 and 1.</param>
    /// <param name="replicates">Resampled tables, at least 100.</param>
    /// <param name="resampling">What is drawn.</param>
    /// <returns>Without interval when there is a single run.</returns>
    /// <remarks>O(replicates · runs · tasks), with a logarithm more for median and interquartile mean.</remarks>
    public static Estimate Interval(ScoreTable table, Statistic statistic, RandomStream random, double level = 0.95,
        int replicates = DefaultReplicates, Resampling resampling = Resampling.Seeds)
    {
        RefuseLevel(level);
        ArgumentOutOfRangeException.ThrowIfLessThan(replicates, 100);
        var value = Aggregate.Of(statistic, table.Sorted());
        if (table.Runs < 2) return Estimate.WithoutInterval(value);

        var draws = new double[replicates];
        var sample = new double[table.Runs * table.Tasks];
        var columns = Canonical(table, resampling);
        for (var replicate = 0; replicate < replicates; replicate++)
        {
            if (resampling == Resampling.Seeds) DrawRows(columns, table.Runs, random, sample);
            else DrawColumns(columns, table.Runs, random, sample);
            draws[replicate] = Aggregate.InPlace(statistic, sample);
        }
        return Percentiles(value, draws, level);
    }

    /// <summary>The interval of a table with one column, from places drawn before.</summary>
    /// <param name="sorted">At least two scores, smallest first.</param>
    /// <param name="drawn">For every replicate as many places as there are scores.</param>
    /// <param name="statistic">What stands for the scores.</param>
    /// <param name="level">As in <see cref="Interval"/>.</param>
    internal static Estimate OfDrawn(double[] sorted, int[] drawn, Statistic statistic, double level)
    {
        var draws = new double[drawn.Length / sorted.Length];
        var sample = new double[sorted.Length];
        for (var replicate = 0; replicate < draws.Length; replicate++)
        {
            var places = drawn.AsSpan(replicate * sample.Length, sample.Length);
            for (var i = 0; i < sample.Length; i++) sample[i] = sorted[places[i]];
            draws[replicate] = Aggregate.InPlace(statistic, sample);
        }
        return Percentiles(Aggregate.Of(statistic, sorted), draws, level);
    }

    private static Estimate Percentiles(double value, double[] draws, double level)
    {
        Array.Sort(draws);
        var tail = (1 - level) / 2;
        return new(value, Quantile.At(draws, tail), Quantile.At(draws, 1 - tail));
    }

    internal static void RefuseLevel(double level)
    {
        if (!(level is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(level), level, "The level of an interval lies between 0 and 1, for example 0.95.");
    }

    // An order that depends on the scores alone, so that the same draws give the same interval however the runs were listed.
    private static double[][] Canonical(ScoreTable table, Resampling resampling)
    {
        double[][] columns = [.. Enumerable.Range(0, table.Tasks).Select(table.Column)];
        if (resampling == Resampling.Stratified)
        {
            foreach (var column in columns) Array.Sort(column);
            Array.Sort(columns, Lexicographic);
            return columns;
        }
        // The order of the columns comes from their sorted scores, then the order of the rows from the ordered columns.
        var keys = Array.ConvertAll(columns, column => (double[])[.. column.Order()]);
        Array.Sort(keys, columns, Comparer<double[]>.Create(Lexicographic));
        double[][] rows = [.. Enumerable.Range(0, table.Runs).Select(run => (double[])[.. columns.Select(column => column[run])])];
        Array.Sort(rows, Lexicographic);
        return [.. Enumerable.Range(0, table.Tasks).Select(task => (double[])[.. rows.Select(row => row[task])])];
    }

    private static int Lexicographic(double[] left, double[] right) => left.AsSpan().SequenceCompareTo(right);

    private static void DrawRows(double[][] columns, int runs, RandomStream random, Span<double> sample)
    {
        for (var (i, next) = (0, 0); i < runs; i++)
        {
            var run = random.NextInt(runs);
            foreach (var column in columns) sample[next++] = column[run];
        }
    }

    private static void DrawColumns(double[][] columns, int runs, RandomStream random, Span<double> sample)
    {
        var next = 0;
        foreach (var column in columns)
        {
            for (var i = 0; i < runs; i++) sample[next++] = column[random.NextInt(runs)];
        }
    }
}
