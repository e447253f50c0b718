using System.Globalization;
using Engram.Tracking.Comparing;
using Microsoft.AspNetCore.WebUtilities;

namespace Engram.Web.Pages;

/// <summary>The one place where the address of a page is built.</summary>
/// <remarks>The state of a page is in its address; every page has its builder here, and a test sees to it.</remarks>
internal static class Urls
{
    /// <summary>Studies.</summary>
    /// <param name="project">Only those of this project.</param>
    /// <param name="experiment">Only those of this experiment.</param>
    /// <param name="search">Only those with this in their name.</param>
    /// <param name="after">Only those behind this one.</param>
    /// <param name="gone">What was deleted a moment ago: the page says so, and takes it back.</param>
    public static string Studies(Guid? project = null, string? experiment = null, string? search = null, Guid? after = null, DeletedJustNow? gone = null) =>
        With("/", ("project", Text(project)), ("experiment", experiment), ("search", search), ("after", Text(after)), ("deleted", gone?.At), ("kept", gone?.KeptWord));

    /// <summary>The part of the list of studies that follows them.</summary>
    public static string StudyTable(Guid? project, string? experiment, string? search, Guid? after) =>
        With("/studies/list", ("project", Text(project)), ("experiment", experiment), ("search", search), ("after", Text(after)));

    public static string NewStudy(string? experiment = null, string? preset = null) => With("/studies/new", ("experiment", experiment), ("preset", preset));

    public static string Study(Guid id) => $"/studies/{id:N}";

    /// <summary>The part of a study's page that follows its runs.</summary>
    public static string StudyProgress(Guid id) => $"/studies/{id:N}/progress";

    /// <summary>The part of a study's page that says what can be done with it.</summary>
    public static string StudyActions(Guid id) => $"/studies/{id:N}/actions";

    /// <summary>The part of a study's page that follows its results.</summary>
    public static string StudyResults(Guid id) => $"/studies/{id:N}/results";

    /// <summary>The part of a study's page that follows its curves.</summary>
    public static string StudyCharts(Guid id) => $"/studies/{id:N}/charts";

    public static string Compare(Guid study) => $"/studies/{study:N}/compare";

    /// <summary>The points of a metric of a study, a line per condition.</summary>
    public static string StudyCurves(Guid id, string metric, string? task, Statistic statistic, IntervalMethod? interval, double level, BandKind band) => With(
        $"/studies/{id:N}/curves", ("metric", metric), ("task", task), ("statistic", Word<Statistic>(statistic)), ("interval", Word(interval)),
        ("level", level == 0.95 ? null : level.ToString(CultureInfo.InvariantCulture)), ("band", Word<BandKind>(band)));

    /// <summary>A study's numbers in the tables of its source; made by the API.</summary>
    /// <param name="study">The study.</param>
    /// <param name="format"><c>csv</c>, <c>markdown</c> or <c>latex</c>.</param>
    public static string Tables(Guid study, string format) => With($"/api/v1/studies/{study:N}/tables", ("format", format));

    /// <summary>A run.</summary>
    /// <param name="id">The run.</param>
    /// <param name="align">Where steps are counted from.</param>
    /// <param name="log">Whether values stand on a logarithmic axis.</param>
    /// <param name="find">A part of the names of the metrics shown.</param>
    public static string Run(Guid id, CurveAlign? align = null, bool? log = null, string? find = null) =>
        With($"/runs/{id:N}", ("align", Word(align)), ("log", Word(log)), ("find", find));

    /// <summary>Runs that fit a filter.</summary>
    /// <param name="at">Which, and how they are shown.</param>
    /// <param name="gone">What was deleted a moment ago: the page says so, and takes it back.</param>
    public static string Runs(RunsAddress? at = null, DeletedJustNow? gone = null) => With("/runs", ("project", Text(at?.Project)), ("filter", at?.Filter), ("orderBy", at?.OrderBy),
        ("columns", at?.Columns), ("find", at?.Find), ("after", at?.After), ("before", at?.Before), ("deleted", gone?.At), ("kept", gone?.KeptWord));

    /// <summary>What may be written at a place in a filter; made by the API.</summary>
    public static string RunCompletions(Guid? project) => With("/api/v1/runs/completions", ("project", Text(project)));

    /// <summary>The part of a run's page that follows its state.</summary>
    public static string RunStatus(Guid id) => $"/runs/{id:N}/status";

    /// <summary>The part of a run's page that says what can be done with it.</summary>
    public static string RunActions(Guid id) => $"/runs/{id:N}/actions";

    /// <summary>The part of a run's page that follows its log.</summary>
    public static string RunLog(Guid id) => $"/runs/{id:N}/log";

    /// <summary>The points of a chart of a run.</summary>
    public static string RunCurves(Guid id, string chart, CurveAlign align) => With($"/runs/{id:N}/curves", ("chart", chart), ("align", Word<CurveAlign>(align)));

    /// <summary>The part of a run's page that follows its series.</summary>
    public static string RunCurvesPart(Guid id, CurveAlign align, bool? log, string? find) =>
        With($"/runs/{id:N}/charts", ("align", Word<CurveAlign>(align)), ("log", Word(log)), ("find", find));

    /// <summary>The memories of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="at">Which of its memory checkpoints, from 1; the last one when null.</param>
    /// <param name="with">Another one to lay over it.</param>
    /// <param name="log">Whether rates stand on a logarithmic axis.</param>
    public static string Memory(Guid run, int? at = null, int? with = null, bool? log = null) =>
        With($"/runs/{run:N}/memory", ("at", Word(at)), ("with", Word(with)), ("log", Word(log)));

    /// <summary>The bytes of a checkpoint; made by the API.</summary>
    public static string CheckpointContent(Guid id) => $"/api/v1/checkpoints/{id:N}/content";

    /// <summary>The bytes of a file of a run; made by the API.</summary>
    public static string ArtifactContent(Guid run, string path) => With($"/api/v1/runs/{run:N}/artifacts/content", ("path", path));

    public static string Experiments() => "/experiments";

    public static string Experiment(string name) => $"/experiments/{Uri.EscapeDataString(name)}";

    public static string Workers() => "/workers";

    public static string Bin() => "/bin";

    /// <summary>The runs that went into the bin together, one by one.</summary>
    public static string BinAct(DateTimeOffset deletedAt) => $"/bin/{new DeletedJustNow(deletedAt).At}";

    /// <summary>The part of the workers' page that follows them.</summary>
    public static string WorkersPart() => "/workers/now";

    public static string NotFound() => "/not-found";

    public static string Error() => "/error";

    /// <summary>Server-sent events of a study or a run; made by the API.</summary>
    public static string Events(Guid? study = null, Guid? run = null) => With("/api/v1/events", ("study", Text(study)), ("run", Text(run)));

    private static string? Word<T>(T? value) where T : struct => value?.ToString()!.ToLowerInvariant();

    private static string? Text(Guid? id) => id?.ToString("N");

    // Absent and empty values are left out, so that an address says only what was chosen.
    private static string With(string path, params (string Name, string? Value)[] query) =>
        QueryHelpers.AddQueryString(path, query.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
}
