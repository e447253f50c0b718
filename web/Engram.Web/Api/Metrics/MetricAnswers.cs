using Engram.Tracking.Metrics;

namespace Engram.Web.Api.Metrics;

/// <summary>A series of a run, summed up.</summary>
/// <param name="Key">Metric key.</param>
/// <param name="Task">Name of its task; absent for a metric of the whole run.</param>
/// <param name="TaskIndex">Order of its task within the run.</param>
/// <param name="Count">Number of points.</param>
/// <param name="FirstStep">Smallest step.</param>
/// <param name="LastStep">Largest step.</param>
/// <param name="Last">Value at the largest step.</param>
/// <param name="Min">Smallest value that is not NaN; NaN when there is none.</param>
/// <param name="Max">Largest value that is not NaN; NaN when there is none.</param>
/// <param name="Mean">Mean of the values; NaN as soon as one is.</param>
/// <param name="NanCount">How many values are NaN.</param>
internal sealed record SeriesAnswer(string Key, string? Task, int? TaskIndex, long Count, long FirstStep, long LastStep, double Last, double Min,
    double Max, double Mean, long NanCount)
{
    public static SeriesAnswer Of(SeriesInfo series) => new(series.Key, series.Task, series.TaskIndex, series.Summary.Count, series.Summary.FirstStep,
        series.Summary.LastStep, series.Summary.Last, series.Summary.Min, series.Summary.Max, series.Summary.Mean, series.Summary.NanCount);
}

/// <summary>Points of series.</summary>
/// <param name="Series">One entry per series; runs that lack it have none.</param>
internal sealed record PointsAnswer(IReadOnlyList<SeriesPoints> Series);

/// <summary>Points of one series as columns of equal length, steps growing.</summary>
/// <param name="Run">Identifier of the run.</param>
/// <param name="Key">Metric key.</param>
/// <param name="Task">Name of its task; absent for a metric of the whole run.</param>
/// <param name="Total">How many points there are between <c>from</c> and <c>to</c>; more than are shown when they were thinned.</param>
/// <param name="Shown">How many of them are here.</param>
/// <param name="Steps">Step of each point.</param>
/// <param name="Times">Wall-clock time of each point, milliseconds since 1970-01-01 UTC.</param>
/// <param name="Values">Value of each point.</param>
/// <param name="NotFinite">Where values are NaN or infinite, shown or not.</param>
internal sealed record SeriesPoints(Guid Run, string Key, string? Task, long Total, int Shown, long[] Steps, long[] Times, double[] Values,
    IReadOnlyList<NotFiniteSpan> NotFinite)
{
    public static SeriesPoints Of(SeriesInfo series, ThinnedPoints thinned) =>
        new(series.RunId, series.Key, series.Task, thinned.Total, thinned.Points.Count,
        thinned.Points.Steps, thinned.Points.Times, thinned.Points.Values, thinned.NotFinite);
}
