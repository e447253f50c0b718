using System.Text.Json;
using Engram.Tracking.Checkpoints;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Tracking.Studies;

/// <summary>Finds everything that is wrong with a plan, by field, before anything is written.</summary>
internal sealed class PlanCheck
{
    /// <summary>More runs than this in one study are a slip of the pen: a grid with a field too many.</summary>
    public const int MaxRuns = 10_000;

    private readonly Dictionary<string, List<string>> _errors = [];

    public void Add(string field, string error)
    {
        if (!_errors.TryGetValue(field, out var errors)) _errors[field] = errors = [];
        errors.Add(error);
    }

    /// <exception cref="StudyRefusedException">Something is wrong.</exception>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0) throw new StudyRefusedException(_errors.ToDictionary(e => e.Key, e => e.Value.ToArray()));
    }

    public void Name(string name)
    {
        if (name.Trim().Length is 0 or > 200) Add("name", $"The name has {name.Trim().Length} characters; 1 to 200 are allowed.");
        Storable("name", name);
    }

    public void Tags(IReadOnlyList<string> tags)
    {
        foreach (var tag in tags) Storable("tags", tag);
        if (tags.Any(string.IsNullOrWhiteSpace)) Add("tags", "A tag is empty; leave it out.");
    }

    public void Conditions(IReadOnlyList<PlannedCondition> conditions)
    {
        foreach (var condition in conditions)
        {
            if (string.IsNullOrWhiteSpace(condition.Label)) Add("conditions", "A condition has no label; give it a short name.");
            Storable("conditions", condition.Label);
            using var options = JsonDocument.Parse(condition.Options);
            if (options.RootElement.ValueKind != JsonValueKind.Object) Add("conditions", $"The options of '{condition.Label}' are not a JSON object.");
        }
        foreach (var label in Doubled(conditions.Select(c => c.Label))) Add("conditions", $"Two conditions are called '{label}'; labels are unique within a study.");
        foreach (var same in conditions.GroupBy(c => c.OptionsHash).Where(g => g.Select(c => c.Label).Distinct().Count() > 1))
            Add("conditions", $"{string.Join(" and ", same.Select(c => $"'{c.Label}'"))} have the same options; keep one of them.");
    }

    public void Seeds(IReadOnlyList<long> seeds)
    {
        foreach (var seed in seeds.Where(s => s < 0)) Add("seeds", $"Seed {seed} is negative; seeds are 0 or more.");
        foreach (var seed in Doubled(seeds)) Add("seeds", $"Seed {seed} is listed twice; each condition runs once per seed.");
    }

    public void Size(long conditions, long seeds)
    {
        if (conditions * seeds > MaxRuns) Add("conditions", $"{conditions} conditions × {seeds} seeds are {conditions * seeds} runs; one study may have {MaxRuns}. Split it.");
    }

    /// <summary>Each input exists, is of the kind asked for, and comes from a run that succeeded and stands.</summary>
    public async Task InputsAsync(EngramDb db, IReadOnlyDictionary<string, Guid> inputs, CancellationToken ct)
    {
        foreach (var (kind, id) in inputs)
        {
            var field = $"transfer.{kind}";
            if (!Checkpoint.Kinds.Contains(kind))
            {
                Add(field, $"There is no kind of checkpoint '{kind}'. Known: {string.Join(", ", Checkpoint.Kinds)}.");
                continue;
            }
            var found = await (from checkpoint in db.Checkpoints
                               where checkpoint.Id == id
                               join run in db.Runs on checkpoint.RunId equals run.Id
                               select new { checkpoint.Kind, RunId = run.Id, run.State, run.DeletedAt }).SingleOrDefaultAsync(ct);
            if (found is null || found.DeletedAt is not null) Add(field, $"There is no checkpoint {id:N}.");
            else if (found.Kind != kind) Add(field, $"Checkpoint {id:N} is a {found.Kind}, not a {kind}.");
            else if (found.State != RunState.Succeeded)
                Add(field, $"Checkpoint {id:N} belongs to run {found.RunId:N}, which has not succeeded; only what a finished run left can be handed on.");
        }
    }

    private void Storable(string field, string text)
    {
        if (StorableText.Of(text) != text) Add(field, $"'{StorableText.Of(text)}' holds a character that cannot be stored (NUL, or half of a surrogate pair); leave it out.");
    }

    private static IEnumerable<T> Doubled<T>(IEnumerable<T> values) => values.GroupBy(v => v).Where(g => g.Count() > 1).Select(g => g.Key);
}
