namespace Engram.Tracking.Comparing;

/// <summary>Many intervals with the same settings, as along a curve: the resampled places are drawn once for every number of seeds.</summary>
internal sealed class IntervalCache(IntervalSettings settings, Statistic statistic)
{
    private readonly Dictionary<int, int[]> _drawn = [];

    /// <summary>What <see cref="IntervalSettings.Of"/> gives, bit for bit.</summary>
    public Estimate Of(List<double> values)
    {
        if (settings.MethodFor(statistic) != IntervalMethod.Bootstrap || values.Count < 2) return settings.Of(ScoreTable.OneTask(values), statistic);
        if (!_drawn.TryGetValue(values.Count, out var drawn)) _drawn[values.Count] = drawn = Draw(values.Count);
        values.Sort();
        return Bootstrap.OfDrawn([.. values], drawn, statistic, settings.Level);
    }

    private int[] Draw(int seeds)
    {
        var random = IntervalSettings.Stream();
        var drawn = new int[seeds * settings.Replicates];
        for (var i = 0; i < drawn.Length; i++) drawn[i] = random.NextInt(seeds);
        return drawn;
    }
}
