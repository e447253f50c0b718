using Engram.Tracking.Metrics;

namespace Engram.Tracking.Comparing;

/// <summary>Several series, one per seed, as one line with a band around it.</summary>
/// <param name="Steps">Steps, growing.</param>
/// <param name="N">At each step: how many series have a finite value there, which is what the line stands on.</param>
/// <param name="NotFinite">How many values are NaN or infinite from this step to before the next one kept.</param>
/// <param name="Center">At each step: the statistic over the finite values; NaN when there is none.</param>
/// <param name="Low">Lower end of the interval; NaN below two values.</param>
/// <param name="High">Upper end of the interval; NaN below two values.</param>
/// <param name="Min">Smallest finite value of any series from this step to before the next one kept; NaN when there is none.</param>
/// <param name="Max">Largest finite value of any series from this step to before the next one kept; NaN when there is none.</param>
/// <param name="Total">How many steps there are; more than <paramref name="Steps"/> when the band was thinned.</param>
public sealed record SeriesBand(
    long[] Steps, int[] N, int[] NotFinite, double[] Center, double[] Low, double[] High, double[] Min, double[] Max, int Total)
{
    /// <summary>Makes the band.</summary>
    /// <param name="series">Steps growing in each; they need not be the same in all.</param>
    /// <param name="statistic">What the line is.</param>
    /// <param name="interval">What the band is.</param>
    /// <param name="budget">Most steps wanted, ≥ 2; others are left out evenly. The first and the last stay, and a spike between two
    /// kept steps shows in <see cref="Min"/> and <see cref="Max"/>.</param>
    /// <exception cref="ArgumentException">The interval cannot be made for this statistic.</exception>
    /// <remarks>Every step that is kept has the numbers of that step, not of a neighbourhood. O(points + budget · replicates · series).</remarks>
    public static SeriesBand Of(IReadOnlyList<Points> series, Statistic statistic, IntervalSettings interval, int budget)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, 2);
        if (interval.Fault(statistic) is { } fault) throw new ArgumentException(fault, nameof(interval));
        long[] all = [.. series.SelectMany(points => points.Steps).Distinct().Order()];
        var steps = all.Length <= budget ? all : [.. Enumerable.Range(0, budget).Select(i => all[(int)((long)i * (all.Length - 1) / (budget - 1))])];

        var band = new SeriesBand(steps, new int[steps.Length], new int[steps.Length],
            Column(steps), Column(steps), Column(steps), Column(steps), Column(steps), all.Length);
        var values = new List<double>[steps.Length];
        foreach (var points in series) band.Take(points, values);
        var intervals = new IntervalCache(interval, statistic);
        for (var i = 0; i < steps.Length; i++)
        {
            if (values[i] is not { } finite) continue;
            band.N[i] = finite.Count;
            (band.Center[i], band.Low[i], band.High[i]) = intervals.Of(finite);
        }
        return band;
    }

    private static double[] Column(long[] steps) => [.. Enumerable.Repeat(double.NaN, steps.Length)];

    private void Take(Points points, List<double>[] values)
    {
        var place = -1;
        for (var point = 0; point < points.Count; point++)
        {
            while (place + 1 < Steps.Length && Steps[place + 1] <= points.Steps[point]) place++;
            var value = points.Values[point];
            if (!double.IsFinite(value))
            {
                NotFinite[place]++;
                continue;
            }
            Min[place] = double.MinNumber(Min[place], value);
            Max[place] = double.MaxNumber(Max[place], value);
            if (Steps[place] == points.Steps[point]) (values[place] ??= []).Add(value);
        }
    }
}
