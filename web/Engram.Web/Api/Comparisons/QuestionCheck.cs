using Engram.Experiments;
using Engram.Experiments.Options;
using Engram.Tracking.Comparing;
using Engram.Tracking.Metrics;
using Engram.Tracking.Storage;
using Engram.Web.Api.Requests;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Api.Comparisons;

/// <summary>Answers questions, and says everything that is wrong with one: a misspelt metric is an error, not an empty answer.</summary>
/// <param name="db">The record.</param>
/// <param name="series">Which metrics were recorded.</param>
/// <param name="catalog">Which metrics, tasks and options are declared.</param>
/// <param name="evaluator">Answers.</param>
internal sealed class QuestionCheck(EngramDb db, SeriesReader series, ExperimentCatalog catalog, ComparisonEvaluator evaluator) : IBodyCheck<Question>
{
    /// <summary>The answer as the record is now.</summary>
    /// <exception cref="InvalidFieldsException">Something is wrong with the question; carries every fault.</exception>
    public async Task<ComparisonAnswer> AnswerAsync(Question asked, CancellationToken ct)
    {
        await CheckAsync(asked, "", ct);
        try
        {
            return await evaluator.EvaluateAsync(asked.ToQuestion(), ct);
        }
        catch (ArgumentException e)
        {
            // What only the scores show: a baseline outside the groups, too many groups to pair.
            var errors = new FieldErrors();
            errors.Add(asked.Baseline is null ? "groupBy" : "baseline", e.Message.Split(" (Parameter ")[0]);
            throw new InvalidFieldsException(errors);
        }
    }

    /// <summary>Refuses a question with faults.</summary>
    /// <param name="asked">The question.</param>
    /// <param name="at">What stands before the names of its fields: <c>question.</c> where it is part of something.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="InvalidFieldsException">Carries every fault.</exception>
    public async Task CheckAsync(Question asked, string at, CancellationToken ct)
    {
        var errors = new FieldErrors();
        await CheckAsync(asked, at, errors, ct);
        errors.ThrowIfAny();
    }

    /// <inheritdoc/>
    public Task CheckAsync(Question body, FieldErrors errors, CancellationToken ct) => CheckAsync(body, "", errors, ct);

    private async Task CheckAsync(Question asked, string at, FieldErrors errors, CancellationToken ct)
    {
        foreach (var (field, fault) in asked.ToQuestion().Faults()) errors.Add(at + field, fault);
        var runs = await db.Runs.Where(r => r.DeletedAt == null && (r.StudyId == asked.Study || asked.Runs.Contains(r.Id)))
            .Select(r => new { r.Id, r.Experiment }).ToListAsync(ct);
        var experiment = asked.Study is null ? null : await db.Studies.Where(s => s.Id == asked.Study && s.DeletedAt == null)
            .Select(s => s.Experiment).SingleOrDefaultAsync(ct);
        if (asked.Study is not null && experiment is null) errors.Add(at + "study", $"There is no study {asked.Study:N}.");
        foreach (var id in asked.Runs.Except(runs.Select(run => run.Id))) errors.Add(at + "runs", $"There is no run {id:N}.");
        string[] experiments = [.. runs.Select(run => run.Experiment).Append(experiment).OfType<string>().Distinct()];
        if (experiments.Length > 0) await CheckNamesAsync(asked, at, [.. runs.Select(run => run.Id)], experiments, errors, ct);
    }

    private async Task CheckNamesAsync(Question asked, string at, Guid[] runs, string[] experiments, FieldErrors errors, CancellationToken ct)
    {
        var declared = experiments.Select(catalog.TryFind).OfType<ExperimentDescription>().ToList();
        var recorded = await series.ListAsync(runs, null, null, ct);
        Known("metric", asked.Metric, declared.SelectMany(e => e.Plan.Metrics).Select(m => m.Key).Concat(recorded.Select(s => s.Key)));
        if (asked.Task is { } task)
        {
            Known("task", task, declared.SelectMany(e => e.Plan.Tasks).Select(t => t.Name).Concat(recorded.Select(s => s.Task).OfType<string>()));
        }
        if (asked.GroupBy is ["condition"] || declared.Count == 0) return;
        foreach (var option in asked.GroupBy)
        {
            Known("groupBy", option, declared.SelectMany(e => e.Options.Options).Select(o => o.Name).Append("condition"));
        }

        void Known(string field, string name, IEnumerable<string> names)
        {
            string[] known = [.. names.Distinct()];
            if (!known.Contains(name))
            {
                errors.Add(at + field, $"There is no {(field == "groupBy" ? "option" : field)} '{name}' in these runs. "
                    + $"{NearestName.Suggestion(name, known)}");
            }
        }
    }
}
