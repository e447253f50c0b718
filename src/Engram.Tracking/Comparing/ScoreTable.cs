namespace Engram.Tracking.Comparing;

/// <summary>Finite scores of runs on tasks (or conditions), shape [runs, tasks]: each row is one run or one seed.</summary>
public sealed class ScoreTable
{
    private readonly double[][] _scores;

    /// <summary>Copies the rows.</summary>
    /// <param name="scores">At least one row; all rows of the same length, at least one.</param>
    /// <exception cref="ArgumentException">The table is empty or ragged, or a score is not finite.</exception>
    public ScoreTable(IReadOnlyList<double[]> scores)
    {
        if (scores.Count == 0 || scores[0].Length == 0) throw new ArgumentException("A score table has at least one run and one task.", nameof(scores));
        if (scores.FirstOrDefault(row => row.Length != scores[0].Length) is { } odd)
        {
            throw new ArgumentException($"One run has {scores[0].Length} scores, another {odd.Length}; every run needs one per task.", nameof(scores));
        }
        if (scores.Any(row => !row.All(double.IsFinite)))
        {
            throw new ArgumentException("Scores must be finite. Take diverged runs out, and say how many they were.", nameof(scores));
        }
        _scores = [.. scores.Select(row => (double[])row.Clone())];
    }

    /// <summary>Number of rows.</summary>
    public int Runs => _scores.Length;

    /// <summary>Number of columns.</summary>
    public int Tasks => _scores[0].Length;

    /// <summary>The scores of a run, one per task.</summary>
    public ReadOnlySpan<double> this[int run] => _scores[run];

    /// <summary>A table with one column.</summary>
    public static ScoreTable OneTask(IEnumerable<double> scores) => new([.. scores.Select(score => new[] { score })]);

    /// <summary>All scores, smallest first.</summary>
    public double[] Sorted()
    {
        double[] all = [.. _scores.SelectMany(row => row)];
        Array.Sort(all);
        return all;
    }

    /// <summary>The scores of a task, one per run.</summary>
    public double[] Column(int task) => [.. _scores.Select(row => row[task])];
}
