using System.ComponentModel.DataAnnotations;
using Engram.Tracking.Projects;
using Engram.Tracking.Storage;
using Engram.Web.Api.Idempotency;
using Engram.Web.Api.Paging;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Web.Api.Projects;

/// <summary>Projects over HTTP: list, make, change.</summary>
internal static class ProjectsApi
{
    private const string Address = "/api/v1/projects";

    /// <summary>Maps <c>/projects</c>.</summary>
    public static void MapProjects(this IEndpointRouteBuilder api)
    {
        var projects = api.MapGroup("/projects").WithTags("Projects");
        projects.MapGet("", List);
        projects.MapPost("", Create).Once();
        projects.MapGet("/{id}", Get);
        projects.MapPatch("/{id}", Change);
    }

    /// <summary>All projects, newest first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="cursor">The <c>nextCursor</c> of the page before.</param>
    /// <response code="200">A page of projects.</response>
    internal static async Task<Ok<Page<ProjectAnswer>>> List(
        EngramDb db, CancellationToken ct, [Range(1, 1_000)] int limit = Page<ProjectAnswer>.DefaultSize, Cursor? cursor = null)
    {
        var projects = db.Projects.Where(p => p.DeletedAt == null);
        if (cursor is { At: var at, Id: var id })
        {
            projects = projects.Where(p => EF.Functions.LessThan(ValueTuple.Create(p.CreatedAt, p.Id), ValueTuple.Create(at, id)));
        }
        var found = await Answers(db, projects.OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id).Take(limit + 1)).ToListAsync(ct);
        return TypedResults.Ok(Page<ProjectAnswer>.Of(found, limit, project => new(project.CreatedAt, project.Id)));
    }

    /// <summary>Makes a project.</summary>
    /// <response code="201">The project; its address is in <c>Location</c>.</response>
    /// <response code="409">Another project has this name.</response>
    internal static async Task<Results<Created<ProjectAnswer>, Invalid, Conflicting>> Create(
        Body<NewProject> body, EngramDb db, IdempotencyKey key, TimeProvider time, CancellationToken ct)
    {
        var asked = body.Value;
        var project = new Project(asked.Name.Trim(), asked.Description, time.GetUtcNow()) { Tags = Tags(asked.Tags) };
        db.Add(project);
        key.KeepIn(db);
        return await TrySaveAsync(db, ct)
            ? TypedResults.Created($"{Address}/{project.Id:N}", await Answers(db, db.Projects.Where(p => p.Id == project.Id)).SingleAsync(ct))
            : Taken(project.Name);
    }

    /// <summary>One project.</summary>
    /// <param name="id">Identifier of the project.</param>
    /// <response code="200">The project.</response>
    /// <response code="404">There is no such project.</response>
    internal static async Task<Results<Ok<ProjectAnswer>, Missing>> Get(Guid id, EngramDb db, CancellationToken ct) =>
        await Answers(db, db.Projects.Where(p => p.Id == id && p.DeletedAt == null)).SingleOrDefaultAsync(ct) is { } project
            ? TypedResults.Ok(project)
            : Missing.Of("project", id, Address);

    /// <summary>Changes name, description or tags; what is absent stays.</summary>
    /// <param name="id">Identifier of the project.</param>
    /// <response code="200">The project as it is now.</response>
    /// <response code="404">There is no such project.</response>
    /// <response code="409">Another project has this name.</response>
    internal static async Task<Results<Ok<ProjectAnswer>, Invalid, Missing, Conflicting>> Change(
        Guid id, Body<ProjectChanges> body, EngramDb db, CancellationToken ct)
    {
        if (await db.Projects.SingleOrDefaultAsync(p => p.Id == id && p.DeletedAt == null, ct) is not { } project)
        {
            return Missing.Of("project", id, Address);
        }
        project.Name = body.Value.Name?.Trim() ?? project.Name;
        project.Description = body.Value.Description ?? project.Description;
        project.Tags = body.Value.Tags is { } tags ? Tags(tags) : project.Tags;
        return await TrySaveAsync(db, ct) ? TypedResults.Ok(await Answers(db, db.Projects.Where(p => p.Id == id)).SingleAsync(ct))
            : Taken(project.Name);
    }

    private static IQueryable<ProjectAnswer> Answers(EngramDb db, IQueryable<Project> projects) => projects.AsNoTracking()
        .Select(p => new ProjectAnswer(
        p.Id, p.Name, p.Description, p.Tags, p.CreatedAt, db.Studies.Count(s => s.ProjectId == p.Id && s.DeletedAt == null)));

    private static string[] Tags(string[] tags) => [.. tags.Select(tag => tag.Trim())];

    private static Conflicting Taken(string name) =>
        new($"There is a project called '{name}' already; give another name, or use that one: GET {Address}.");

    private static async Task<bool> TrySaveAsync(EngramDb db, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation,
            TableName: "projects" })
        {
            return false;
        }
    }
}
