namespace Engram.Web.Mlflow.Metrics;

/// <summary>The steps that an overview of many runs shows.</summary>
internal static class StepSample
{
    /// <summary>All distinct steps when they are few; else evenly spaced ones, the last one, and each run's own first and last.</summary>
    /// <param name="runs">The points of each run.</param>
    /// <param name="most">How many evenly spaced ones, about; ≥ 1.</param>
    public static HashSet<long> Of(IReadOnlyList<IReadOnlyList<MlflowPoint>> runs, int most)
    {
        long[] steps = [.. runs.SelectMany(points => points.Select(point => point.Step)).Distinct().Order()];
        if (steps.Length <= most) return [.. steps];
        var interval = (double)steps.Length / most;
        HashSet<long> chosen = [steps[^1]];
        for (var i = 0; i < most; i++) chosen.Add(steps[(int)(i * interval)]);
        foreach (var points in runs.Where(points => points.Count > 0))
        {
            chosen.Add(points.Min(point => point.Step));
            chosen.Add(points.Max(point => point.Step));
        }
        return chosen;
    }
}
