using Engram.Experiments.Options;
using Engram.Tracking.Projects;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Web.Api.Idempotency;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Engram.Web.Api.Runs;

/// <summary>Runs that their callers execute: begun, changed, and their logs written. Their points come through <c>/metrics</c>.</summary>
internal static class ExternalRunsApi
{
    /// <summary>Begins an external run.</summary>
    public static async Task<Results<Created<SubmittedRunAnswer>, Ok<SubmittedRunAnswer>, Invalid, Conflicting>> StartAsync(
        NewRun asked, ProjectDirectory projects, EngramDb db, IdempotencyKey key, TimeProvider time, CancellationToken ct)
    {
        var project = await projects.FindOrCreateAsync(asked.Project, ct);
        var now = time.GetUtcNow();
        var id = asked.Id ?? Guid.CreateVersion7(now);
        var run = new ExternalRunStart(id, project.Id, asked.Name?.Trim() ?? $"run {id.ToString("N")[^8..]}", asked.Options?.ToJsonString() ?? "{}", now)
        {
            Tags = [.. asked.Tags.Select(tag => tag.Trim())],
            TagValues = asked.TagValues,
            Seed = asked.Seed,
            Parent = asked.Parent,
            User = asked.User?.Trim() ?? "",
            Notes = asked.Notes ?? "",
        };
        await using var together = await db.Database.BeginTransactionAsync(ct);
        bool begun;
        try
        {
            begun = await ExternalRuns.StartAsync(Npgsql(together), run, ct);
        }
        catch (RunIdTakenException taken)
        {
            return new Conflicting(taken.Message);
        }
        key.KeepIn(db);
        await db.SaveChangesAsync(ct);
        await together.CommitAsync(ct);
        var answer = new SubmittedRunAnswer(id, null, null, asked.Seed);
        return begun ? TypedResults.Created($"{RunsApi.Address}/{id:N}", answer) : TypedResults.Ok(answer);
    }

    /// <summary>Changes a run; what is absent stays.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <response code="200">The run as it is now.</response>
    /// <response code="404">There is no such run.</response>
    /// <response code="409">It is a worker's run, and this is not for others to change; or an option has another value, which does not change.</response>
    internal static async Task<Results<Ok<RunAnswer>, Invalid, Missing, Conflicting>> Change(Guid id, Body<RunChanges> body, EngramDb db, TimeProvider time, CancellationToken ct)
    {
        var asked = body.Value;
        var errors = new FieldErrors();
        NewRunCheck.CheckScalars(asked.Options, errors);
        if (asked.Error is not null && asked.State is not RunState.Failed)
        {
            errors.Add("error", "Says why a run failed; give it together with \"state\": \"failed\".");
        }
        errors.ThrowIfAny();

        await using (var together = await db.Database.BeginTransactionAsync(ct))
        {
            try
            {
                await ExternalRuns.ChangeAsync(Npgsql(together), id, new()
                {
                    Name = asked.Name?.Trim(),
                    State = asked.State,
                    FinishedAt = asked.State is { } state && state.IsOver() ? time.GetUtcNow() : null,
                    Error = asked.Error,
                    Notes = asked.Notes,
                    Tags = asked.Tags is null ? null : [.. asked.Tags.Select(tag => tag.Trim())],
                    TagValues = (asked.TagValues ?? []).ToDictionary(tag => tag.Key, tag => tag.Value?.GetValue<string>()),
                    Options = asked.Options?.ToJsonString() ?? "{}",
                }, ct);
            }
            catch (Exception missing) when (missing is RunNotFoundException or DeletedRunException)
            {
                return Missing.Of("run", id, RunsApi.Address);
            }
            catch (Exception refused) when (refused is WorkersRunException or OptionConflictException)
            {
                return new Conflicting(refused.Message);
            }
            await together.CommitAsync(ct);
        }
        return await RunsApi.FindAsync(id, db, ct) is { } run ? TypedResults.Ok(RunAnswer.Of(run)) : Missing.Of("run", id, RunsApi.Address);
    }

    /// <summary>Appends lines to the log of an external run.</summary>
    /// <param name="id">Identifier of the run.</param>
    /// <response code="200">They are in the record.</response>
    /// <response code="404">There is no such run.</response>
    /// <response code="409">A worker executes the run, and writes its log.</response>
    internal static async Task<Results<Ok<LinesWritten>, Invalid, Missing, Conflicting>> Log(
        Guid id, Body<NewLines> body, EngramDb db, TimeProvider time, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var together = await db.Database.BeginTransactionAsync(ct);
        try
        {
            var written = await ExternalRuns.LogAsync(Npgsql(together), id, body.Value.Request, [.. body.Value.Lines.Select(line =>
                new ExternalLine(line.At ?? now, line.Severity.ToString().ToLowerInvariant(), line.Text))], ct);
            await together.CommitAsync(ct);
            return TypedResults.Ok(new LinesWritten(written, body.Value.Lines.Length));
        }
        catch (RunNotFoundException)
        {
            return Missing.Of("run", id, RunsApi.Address);
        }
        catch (WorkersRunException refused)
        {
            return new Conflicting(refused.Message);
        }
    }

    private static NpgsqlTransaction Npgsql(IDbContextTransaction together) => (NpgsqlTransaction)together.GetDbTransaction();
}
