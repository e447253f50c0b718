using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Engram.Experiments.Options;
using Engram.Tracking.Comparing;
using Engram.Tracking.Projects;
using Engram.Tracking.Storage;
using Engram.Web.Api.Idempotency;
using Engram.Web.Api.Json;
using Engram.Web.Api.Paging;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Requests;
using Engram.Web.Api.Tables;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Api.Comparisons;

/// <summary>Comparisons over HTTP: ask, save, look again, freeze.</summary>
internal static class ComparisonsApi
{
    private const string Address = "/api/v1/comparisons";

    /// <summary>Maps <c>/comparisons</c>.</summary>
    public static void MapComparisons(this IEndpointRouteBuilder api)
    {
        var comparisons = api.MapGroup("/comparisons").WithTags("Comparisons");
        comparisons.MapPost("/evaluate", Evaluate).CheckedBy<QuestionCheck, Question>();
        comparisons.MapGet("", List);
        comparisons.MapPost("", Save).Once();
        comparisons.MapGet("/{id}", Get);
        comparisons.MapPatch("/{id}", Change);
        comparisons.MapDelete("/{id}", Delete);
        comparisons.MapPost("/{id}/freeze", Freeze);
        comparisons.MapGet("/{id}/table", Table).Produces<SavedComparison>(StatusCodes.Status200OK, "application/json", "text/csv", "text/markdown",
            "application/x-latex");
    }

    /// <summary>
    /// Answers a question without saving it: groups with estimate, interval and scores by seed, and their differences, paired by seed.
    /// </summary>
    /// <response code="200">The answer. Intervals over few seeds are too narrow; <c>n</c> says how few.</response>
    internal static async Task<Results<Ok<ComparisonAnswer>, Invalid>> Evaluate(Body<Question> body, QuestionCheck check, CancellationToken ct) =>
        TypedResults.Ok(await check.AnswerAsync(body.Value, ct));

    /// <summary>Saved comparisons, newest first, without answers.</summary>
    /// <param name="project">Identifier of a project: only its comparisons.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cursor">The <c>nextCursor</c> of the page before.</param>
    /// <response code="200">A page of comparisons.</response>
    internal static async Task<Ok<Page<ComparisonSummary>>> List(
        EngramDb db, CancellationToken ct, Guid? project = null, [Range(1, 1_000)] int limit = Page<ComparisonSummary>.DefaultSize,
        Cursor? cursor = null)
    {
        var comparisons = Standing(db).AsNoTracking();
        if (project is not null) comparisons = comparisons.Where(c => c.ProjectId == project);
        if (cursor is { At: var at, Id: var id })
        {
            comparisons = comparisons.Where(c => EF.Functions.LessThan(ValueTuple.Create(c.CreatedAt, c.Id), ValueTuple.Create(at, id)));
        }
        var found = await comparisons.OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Take(limit + 1).ToListAsync(ct);
        return TypedResults.Ok(Page<ComparisonSummary>.Of(
            [.. found.Select(c => new ComparisonSummary(c.Id, c.ProjectId, c.Name, Read(c.Question), c.FrozenAnswer is not null, c.CreatedAt))],
                limit, c => new(c.CreatedAt, c.Id)));
    }

    /// <summary>Saves a question under a name; it is answered anew whenever somebody looks.</summary>
    /// <response code="201">The comparison with its answer; its address is in <c>Location</c>.</response>
    internal static async Task<Results<Created<SavedComparison>, Invalid>> Save(
        Body<NewComparison> body, EngramDb db, ProjectDirectory projects, QuestionCheck check, IdempotencyKey key, TimeProvider time,
        CancellationToken ct)
    {
        var asked = body.Value;
        await check.CheckAsync(asked.Question, "question.", ct);
        var project = asked.Project is null
            ? await db.Studies.Where(s => s.Id == asked.Question.Study).Select(s => (Guid?)s.ProjectId).SingleOrDefaultAsync(ct)
            : (await projects.FindAsync(asked.Project, ct))?.Id;
        if (project is null)
        {
            return new Invalid("project", asked.Project is null ? "Is missing; runs alone do not say which project the comparison belongs to."
                : $"There is no project '{asked.Project}'.");
        }
        var now = time.GetUtcNow();
        var comparison = new Comparison { Id = Guid.CreateVersion7(now), ProjectId = project.Value, Name = asked.Name.Trim(),
            Question = Write(asked.Question), CreatedAt = now };
        db.Add(comparison);
        key.KeepIn(db);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"{Address}/{comparison.Id:N}", await AnswerAsync(comparison, check, ct));
    }

    /// <summary>A saved comparison, answered.</summary>
    /// <param name="id">Identifier of the comparison.</param>
    /// <response code="200">The comparison.</response>
    /// <response code="404">There is no such comparison.</response>
    /// <response code="409">What it asks about is no longer there.</response>
    internal static async Task<Results<Ok<SavedComparison>, Missing, Conflicting>> Get(
        Guid id, EngramDb db, QuestionCheck check, CancellationToken ct) =>
        await Standing(db).AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is { } comparison
            ? TypedResults.Ok(await AnswerAsync(comparison, check, ct))
            : Missing.Of("comparison", id, Address);

    /// <summary>Changes name or question; what is absent stays.</summary>
    /// <param name="id">Identifier of the comparison.</param>
    /// <response code="200">The comparison as it is now.</response>
    /// <response code="404">There is no such comparison.</response>
    /// <response code="409">It is frozen, and the question was to change.</response>
    internal static async Task<Results<Ok<SavedComparison>, Invalid, Missing, Conflicting>> Change(
        Guid id, Body<ComparisonChanges> body, EngramDb db, QuestionCheck check, CancellationToken ct)
    {
        if (await Standing(db).SingleOrDefaultAsync(c => c.Id == id, ct) is not { } comparison) return Missing.Of("comparison", id, Address);
        if (body.Value.Question is { } question)
        {
            if (comparison.FrozenAnswer is not null)
            {
                return new Conflicting("The comparison is frozen: its question stays with its answer. Save a new one.");
            }
            await check.CheckAsync(question, "question.", ct);
            comparison.Question = Write(question);
        }
        comparison.Name = body.Value.Name?.Trim() ?? comparison.Name;
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await AnswerAsync(comparison, check, ct));
    }

    /// <summary>Deletes a saved comparison; the runs it asked about stay.</summary>
    /// <param name="id">Identifier of the comparison.</param>
    /// <response code="204">It is gone.</response>
    /// <response code="404">There is no such comparison.</response>
    internal static async Task<Results<NoContent, Missing>> Delete(Guid id, EngramDb db, CancellationToken ct) =>
        await Standing(db).Where(c => c.Id == id).ExecuteDeleteAsync(ct) == 1 ? TypedResults.NoContent() : Missing.Of("comparison", id, Address);

    /// <summary>Keeps the answer as it is now, whatever happens to the runs. Frozen already, it stays as it was.</summary>
    /// <param name="id">Identifier of the comparison.</param>
    /// <response code="200">The comparison.</response>
    /// <response code="404">There is no such comparison.</response>
    /// <response code="409">What it asks about is no longer there.</response>
    internal static async Task<Results<Ok<SavedComparison>, Missing, Conflicting>> Freeze(
        Guid id, EngramDb db, QuestionCheck check, CancellationToken ct)
    {
        if (await Standing(db).SingleOrDefaultAsync(c => c.Id == id, ct) is not { } comparison) return Missing.Of("comparison", id, Address);
        var answer = await AnswerAsync(comparison, check, ct);
        comparison.FrozenAnswer ??= JsonSerializer.SerializeToDocument(answer.Answer, WireFormat.Options);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(answer with { Frozen = true });
    }

    /// <summary>The groups of a saved comparison as a table.</summary>
    /// <param name="id">Identifier of the comparison.</param>
    /// <param name="format"><c>json</c>, <c>csv</c>, <c>markdown</c> or <c>latex</c>.</param>
    /// <response code="200">The table; as JSON, the comparison.</response>
    /// <response code="404">There is no such comparison.</response>
    /// <response code="409">What it asks about is no longer there.</response>
    internal static async Task<Results<Ok<SavedComparison>, ContentHttpResult, Missing, Conflicting>> Table(
        Guid id, EngramDb db, QuestionCheck check, CancellationToken ct, Word<TableForm>? format = null)
    {
        if (await Standing(db).AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } comparison)
        {
            return Missing.Of("comparison", id, Address);
        }
        var (answer, form) = (await AnswerAsync(comparison, check, ct), format?.Value ?? TableForm.Json);
        return form == TableForm.Json ? TypedResults.Ok(answer) : TypedResults.Text(answer.ToText(form).To(form), TextTable.MediaType(form));
    }

    private static IQueryable<Comparison> Standing(EngramDb db) =>
        db.Comparisons.Where(c => db.Projects.Any(p => p.Id == c.ProjectId && p.DeletedAt == null));

    private static async Task<SavedComparison> AnswerAsync(Comparison comparison, QuestionCheck check, CancellationToken ct)
    {
        var question = Read(comparison.Question);
        try
        {
            var answer = comparison.FrozenAnswer?.Deserialize<ComparisonAnswer>(WireFormat.Options) ?? await check.AnswerAsync(question, ct);
            return new(comparison.Id, comparison.ProjectId, comparison.Name, question, comparison.FrozenAnswer is not null, comparison.CreatedAt,
                answer);
        }
        catch (InvalidFieldsException e)
        {
            throw new OutdatedQuestionException(comparison.Name, e.Errors);
        }
    }

    private static Question Read(JsonDocument question) => question.Deserialize<Question>(WireFormat.Options)!;

    private static JsonDocument Write(Question question) => JsonSerializer.SerializeToDocument(question, WireFormat.Options);
}
