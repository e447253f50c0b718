namespace Engram.Tracking.Comparing;

/// <summary>The scores of conditions that are taken together, seed by seed: only seeds for which all of them have one.</summary>
/// <param name="Seeds">The seeds, ascending.</param>
/// <param name="Rows">For each seed the scores, one per condition.</param>
internal sealed record ScoreMatrix(IReadOnlyList<long> Seeds, IReadOnlyList<double[]> Rows)
{
    /// <summary>By seed: the mean over the conditions.</summary>
    public IReadOnlyDictionary<long, double> PerSeed => Seeds.Zip(Rows, (seed, row) => (seed, row)).ToDictionary(entry => entry.seed, entry => Aggregate.Mean(entry.row));

    /// <summary>The rows whose scores are all finite.</summary>
    public IReadOnlyList<double[]> Finite => [.. Rows.Where(row => row.All(double.IsFinite))];

    public static ScoreMatrix Of(IReadOnlyList<ConditionScores> conditions)
    {
        if (conditions.Count == 0) return new([], []);
        var complete =
            from score in conditions.SelectMany(condition => condition.Seeds)
            group score by score.Seed into seed
            where seed.Count(score => score.Score is not null) == conditions.Count
            orderby seed.Key
            select (Seed: seed.Key, Row: seed.Select(score => score.Score!.Value).ToArray());
        var rows = complete.ToList();
        return new([.. rows.Select(row => row.Seed)], [.. rows.Select(row => row.Row)]);
    }
}
