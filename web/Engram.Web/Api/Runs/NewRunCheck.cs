using System.Text.Json;
using System.Text.Json.Nodes;
using Engram.Experiments.Options;
using Engram.Tracking.Metrics;
using Engram.Tracking.Projects;
using Engram.Tracking.Storage;
using Engram.Web.Api.Requests;
using Engram.Web.Api.Studies;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Api.Runs;

/// <summary>What a run by itself must have and must not have, as a worker executes it or its caller.</summary>
/// <param name="planner">Knows what is wrong with a run for a worker.</param>
/// <param name="projects">Finds projects.</param>
/// <param name="db">The record.</param>
internal sealed class NewRunCheck(StudyPlanner planner, ProjectDirectory projects, EngramDb db) : IBodyCheck<NewRun>
{
    /// <inheritdoc/>
    public async Task CheckAsync(NewRun body, FieldErrors errors, CancellationToken ct)
    {
        if (body.External) await CheckExternalAsync(body, errors, ct);
        else await CheckForWorkerAsync(body, errors, ct);
    }

    /// <summary>Adds what is wrong with options that a client logs.</summary>
    public static void CheckScalars(JsonObject? options, FieldErrors errors)
    {
        foreach (var (name, value) in options ?? [])
        {
            var field = $"options.{name}";
            if (SeriesBatch.Fault(name) is not null) errors.Add(field, $"A name of an option has 1 to {SeriesBatch.LongestKey} printable characters.");
            if (value is JsonObject or JsonArray)
            {
                errors.Add(field, $"Is {(value is JsonArray ? "a list" : "an object")}; a text, a number, true, false or null is wanted. "
                    + "Write its parts as options of their own, as in 'optimizer.eta'.");
            }
            else if (value?.GetValueKind() == JsonValueKind.Number && !double.IsFinite(value.GetValue<double>()))
            {
                errors.Add(field, "Is larger than any number of 64 bits; write it as a text.");
            }
        }
    }

    private async Task CheckForWorkerAsync(NewRun body, FieldErrors errors, CancellationToken ct)
    {
        const string external = "Belongs to external runs; leave it out, or say \"external\": true.";
        if (body.Id is not null) errors.Add("id", external);
        if (body.TagValues.Count > 0) errors.Add("tagValues", external);
        if (body.Parent is not null) errors.Add("parent", external);
        if (body.User is not null) errors.Add("user", external);
        if (body.Notes is not null) errors.Add("notes", external);
        if (body.Seed is null) errors.Add("seed", "Is missing.");
        if (body.Experiment is null) errors.Add("experiment", "Is missing.");
        else await planner.CheckAsync(body.ToStudy(), errors, ct);
    }

    private async Task CheckExternalAsync(NewRun body, FieldErrors errors, CancellationToken ct)
    {
        const string worker = "Is for runs that a worker executes, and this one is external; leave it out.";
        if (body.Experiment is not null) errors.Add("experiment", worker);
        if (body.Priority != 0) errors.Add("priority", worker);
        if (body.Transfer.Count > 0) errors.Add("transfer", worker);
        CheckScalars(body.Options, errors);

        var project = await projects.FindAsync(body.Project, ct);
        if (project is null && Guid.TryParse(body.Project.Trim(), out _))
        {
            errors.Add("project", $"There is no project {body.Project.Trim()}; to make one, give a name that is not an identifier.");
        }
        if (body.Parent is { } parent && !await db.Runs.AnyAsync(r => r.Id == parent && r.DeletedAt == null && project != null && r.ProjectId == project.Id, ct))
        {
            errors.Add("parent", $"There is no run {parent:N} in this project.");
        }
    }
}
