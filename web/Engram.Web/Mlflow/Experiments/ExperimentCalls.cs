using System.Text.Json;
using Engram.Tracking.Projects;
using Engram.Tracking.Storage;
using Engram.Web.Mlflow.Requests;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Web.Mlflow.Experiments;

/// <summary><c>experiments/*</c>: projects, to MLflow clients.</summary>
internal static class ExperimentCalls
{
    private const int LongestName = 500;

    /// <summary>Maps the calls under a prefix.</summary>
    public static void MapExperimentCalls(this IEndpointRouteBuilder mlflow)
    {
        mlflow.MapPost("experiments/create", Create);
        mlflow.MapGet("experiments/get", Get);
        mlflow.MapGet("experiments/get-by-name", GetByName);
        mlflow.MapPost("experiments/search", ExperimentSearch.Search);
        mlflow.MapGet("experiments/search", ExperimentSearch.Search);
        mlflow.MapPost("experiments/delete", Delete);
        mlflow.MapPost("experiments/restore", Restore);
        mlflow.MapPost("experiments/update", Update);
        mlflow.MapPost("experiments/set-experiment-tag", SetTag);
        mlflow.MapPost("experiments/delete-experiment-tag", DeleteTag);
    }

    private static async Task<IResult> Create(MlflowFields call, EngramDb db, ExperimentDirectory experiments, TimeProvider time, CancellationToken ct)
    {
        var name = Name(call, "name");
        var tags = MlflowTags.OfExperiment(call);
        var location = ArtifactLocation.Check(call.Text("artifact_location"));
        if (await experiments.FindByNameAsync(name, ct) is { } there) throw Taken(there);
        tags.Remove(MlflowTags.Note, out var note);
        var made = new Project(name, note ?? "", time.GetUtcNow()) { ArtifactLocation = location, TagValues = JsonSerializer.SerializeToDocument(tags) };
        db.Add(made);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            throw Taken(made);
        }
        return MlflowJson.Answer(new { ExperimentId = MlflowExperiment.IdOf(made.Number) });
    }

    private static async Task<IResult> Get(MlflowFields call, ExperimentDirectory experiments, CancellationToken ct) =>
        Answer(await experiments.FindAsync(call.RequiredIdentifier("experiment_id"), ct));

    private static async Task<IResult> GetByName(MlflowFields call, ExperimentDirectory experiments, CancellationToken ct)
    {
        var name = call.Required("experiment_name");
        return Answer(await experiments.FindByNameAsync(name, ct) ?? throw MlflowException.NotThere($"Could not find experiment with name '{name}'"));
    }

    private static async Task<IResult> Delete(MlflowFields call, ExperimentDirectory experiments, ExperimentBin bin, CancellationToken ct)
    {
        var project = await experiments.FindAsync(call.RequiredIdentifier("experiment_id"), ct);
        await bin.DeleteAsync(project, ct);
        return MlflowJson.Done;
    }

    private static async Task<IResult> Restore(MlflowFields call, ExperimentDirectory experiments, ExperimentBin bin, CancellationToken ct)
    {
        var project = await experiments.FindAsync(call.RequiredIdentifier("experiment_id"), ct);
        await bin.RestoreAsync(project, ct);
        return MlflowJson.Done;
    }

    private static async Task<IResult> Update(MlflowFields call, EngramDb db, ExperimentDirectory experiments, TimeProvider time, CancellationToken ct)
    {
        var id = call.RequiredIdentifier("experiment_id");
        var name = Name(call, "new_name");
        var project = await experiments.FindAsync(id, ct);
        if (project.DeletedAt is not null) throw MlflowException.Invalid($"Cannot rename experiment {id}: it is deleted. Restore it first.");
        if (await experiments.FindByNameAsync(name, ct) is { } other && other.Id != project.Id) throw Renamed(name);
        (project.Name, project.UpdatedAt) = (name, time.GetUtcNow());
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            throw Renamed(name);
        }
        return MlflowJson.Done;
    }

    private static async Task<IResult> SetTag(MlflowFields call, EngramDb db, ExperimentDirectory experiments, TimeProvider time, CancellationToken ct)
    {
        var id = call.RequiredIdentifier("experiment_id");
        var key = Keys.Check(call.Required("key"), "key");
        var value = MlflowTags.ExperimentValue(call.Given("value"), "value");
        var project = await experiments.FindActiveAsync(id, ct);
        var now = time.GetUtcNow();
        // In the database, so that two clients that set two tags keep both.
        if (key == MlflowTags.Note) await db.Database.ExecuteSqlAsync($"update projects set description = {value}, updated_at = {now} where id = {project.Id}", ct);
        else await db.Database.ExecuteSqlAsync($"update projects set tag_values = tag_values || jsonb_build_object({key}::text, {value}::text), updated_at = {now} where id = {project.Id}", ct);
        return MlflowJson.Done;
    }

    private static async Task<IResult> DeleteTag(MlflowFields call, EngramDb db, ExperimentDirectory experiments, TimeProvider time, CancellationToken ct)
    {
        var id = call.RequiredIdentifier("experiment_id");
        var key = call.Required("key");
        var project = await experiments.FindActiveAsync(id, ct);
        var now = time.GetUtcNow();
        var gone = await db.Database.ExecuteSqlAsync($"""
            update projects set tag_values = tag_values - {key}::text, tags = array_remove(tags, {key}), updated_at = {now},
              description = case when {key} = {MlflowTags.Note} then '' else description end
            where id = {project.Id} and (tag_values ? {key} or {key} = any(tags) or ({key} = {MlflowTags.Note} and description <> ''))
            """, ct);
        return gone == 1 ? MlflowJson.Done : throw MlflowException.NotThere($"No tag with name: {key} in experiment with id {id}");
    }

    private static IResult Answer(Project project) => MlflowJson.Answer(new { Experiment = MlflowExperiment.Of(project) });

    private static string Name(MlflowFields call, string field)
    {
        var name = call.Required(field);
        if (string.IsNullOrWhiteSpace(name)) throw MlflowException.Invalid($"Invalid experiment name: '{name}'. It consists of blanks; give it a name.");
        return name.Length <= LongestName ? name : throw Keys.TooLong(field, LongestName, name.Length);
    }

    private static MlflowException Taken(Project there) => MlflowException.Exists(there.DeletedAt is null
        ? $"Experiment(name={there.Name}) already exists."
        : $"Experiment(name={there.Name}) already exists, deleted. Restore it (id {MlflowExperiment.IdOf(there.Number)}), or choose another name.");

    private static MlflowException Renamed(string name) => MlflowException.BadRequest($"Cannot rename the experiment to '{name}': another one has this name already.");
}
