using Engram.Experiments;
using Engram.Tracking.Studies;
using Engram.Web.Charts;
using Engram.Web.Claims;
using Microsoft.AspNetCore.Components;

namespace Engram.Web.Pages;

/// <summary>Conditions of a study beside each other: curves with bands, estimates with intervals, paired differences, the paper's table.</summary>
public sealed partial class ComparePage
{
    private StudyView? study;
    private StudyMetrics metrics = new(new Dictionary<string, IReadOnlyList<string>>(), [], []);
    private IReadOnlyList<Factor> factors = [];
    private CompareView? view;
    private CompareAnswer? answer;
    private IReadOnlyList<EvaluatedTable> tables = [];

    /// <summary>The study.</summary>
    [Parameter] public Guid Id { get; set; }

    [CascadingParameter] private HttpContext Context { get; set; } = null!;

    private IReadOnlyList<CurveLine> Lines => [.. study!.Conditions.Select(condition => new CurveLine(StudyCurves.Key(condition.Position), condition.Label, condition.Position))];

    private IReadOnlyList<ForestRow> Estimates => [.. answer!.Groups.Select(group => new ForestRow(group.Label, group.Estimate.Value, group.Estimate.Low, group.Estimate.High, group.N)
    {
        Position = group.Position,
        Scores = [.. group.Scores.OrderBy(score => score.Key).Select(score => score.Value)],
    })];

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        var ct = Context.RequestAborted;
        study = await Db.StudyAsync(Id, ct);
        if (study is null)
        {
            Navigation.NotFound();
            return;
        }
        var experiment = Catalog.TryFind(study.Study.Experiment);
        metrics = await Db.MetricsAsync(Id, experiment, ct);
        if (metrics.FirstScore is null) return;
        factors = Contrasts.Factors(study.Conditions);
        view = CompareView.Read(Context.Request.Query, metrics, factors, [.. study.Conditions.Select(condition => condition.Label)]);
        answer = await Comparing.AnswerAsync(Id, view, study.Conditions, GoalOf(view.Score), ct);
        tables = experiment is null ? [] : await TableEvaluation.EvaluateAsync(Id, experiment, ct);
    }

    private Goal GoalOf(string metric) => metrics.Declared.FirstOrDefault(one => one.Key == metric)?.Goal ?? Goal.Neutral;

    private string UnitOf(string metric) => metrics.Declared.FirstOrDefault(one => one.Key == metric)?.Unit is { } unit and not "1" ? unit : "";

    private static (string, string)[] Trail(Study study) =>
        [("Studies", Urls.Studies()), (study.Project!.Name, Urls.Studies(study.ProjectId)), (study.Name, Urls.Study(study.Id))];
}
