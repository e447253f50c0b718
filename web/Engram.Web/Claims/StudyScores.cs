using Engram.Experiments.Claims;
using Engram.Experiments.Options;
using Engram.Tracking.Comparing;

namespace Engram.Web.Claims;

/// <summary>The scores of one study, each metric and task read once however often it is asked for.</summary>
/// <param name="study">The study.</param>
/// <param name="reader">Where they come from.</param>
internal sealed class StudyScores(Guid study, ScoreReader reader)
{
    private readonly Dictionary<(string Metric, string? Task), ScoreSheet> _sheets = [];

    /// <summary>The last values of a metric, by condition and seed.</summary>
    public async Task<ScoreSheet> OfAsync(string metric, string? task, CancellationToken ct) => _sheets.TryGetValue((metric, task), out var sheet)
        ? sheet
        : _sheets[(metric, task)] = await reader.OfStudyAsync(study, metric, task, Reduction.Last, ct);

    /// <summary>One number per seed, as the score asks for it, its factor applied; null when no condition of the study has its settings.</summary>
    public async Task<IReadOnlyDictionary<long, double>?> PerSeedAsync(Score score, CancellationToken ct)
    {
        var sheet = await OfAsync(score.Metric, score.Task, ct);
        return sheet.Conditions.Any(condition => OptionsMatch.Matches(score.Where, condition.Options))
            ? sheet.PerSeed(condition => OptionsMatch.Matches(score.Where, condition.Options))
                .ToDictionary(seed => seed.Key, seed => score.Factor * seed.Value)
            : null;
    }
}
