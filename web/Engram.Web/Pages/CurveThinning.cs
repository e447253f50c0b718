using Engram.Tracking.Metrics;
using Engram.Web.Charts;

namespace Engram.Web.Pages;

/// <summary>As many points of a curve as a chart has use for, with or without a band.</summary>
internal static class CurveThinning
{
    /// <summary>One series: see <see cref="Thinning.MinMax"/>.</summary>
    public static CurvePoints Line(Points points, int budget)
    {
        var thinned = Thinning.MinMax(points, budget);
        var finite = Enumerable.Range(0, thinned.Points.Count).Where(index => double.IsFinite(thinned.Points.Values[index])).ToList();
        return new("", [.. finite.Select(index => thinned.Points.Steps[index])], [.. finite.Select(index => thinned.Points.Values[index])]) { Marks = Marks(thinned.NotFinite) };
    }

    /// <summary>
    /// A series between two others, recorded together: steps of the middle one, evenly left out beyond the budget, first and last kept. Edges are the smallest and the
    /// largest value up to the next step kept, so that no spike of the band is lost.
    /// </summary>
    public static CurvePoints Band(Points middle, Points low, Points high, int budget)
    {
        var count = Math.Min(budget, middle.Count);
        int[] kept = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * (middle.Count - 1) / Math.Max(1, count - 1)))];
        long[] steps = [.. kept.Select(index => middle.Steps[index])];
        return new("", steps, [.. kept.Select(index => middle.Values[index])])
        {
            Low = Extremes(low, steps, double.MinNumber),
            High = Extremes(high, steps, double.MaxNumber),
            Marks = Marks(Thinning.MinMax(middle, Math.Max(budget, Thinning.FewestPoints)).NotFinite),
        };
    }

    private static double[] Extremes(Points edge, long[] steps, Func<double, double, double> worse)
    {
        double[] extremes = [.. Enumerable.Repeat(double.NaN, steps.Length)];
        var place = -1;
        for (var point = 0; point < edge.Count; point++)
        {
            while (place + 1 < steps.Length && steps[place + 1] <= edge.Steps[point]) place++;
            if (place >= 0 && double.IsFinite(edge.Values[point])) extremes[place] = worse(extremes[place], edge.Values[point]);
        }
        return extremes;
    }

    private static IReadOnlyList<CurveMark> Marks(IReadOnlyList<NotFiniteSpan> spans) =>
        [.. spans.Select(span => new CurveMark(span.FirstStep, span.Nan, span.PositiveInfinity, span.NegativeInfinity))];
}
