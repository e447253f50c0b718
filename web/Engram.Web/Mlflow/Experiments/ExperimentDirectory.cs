using System.Globalization;
using Engram.Tracking.Projects;
using Engram.Tracking.Storage;
using Engram.Web.Mlflow.Requests;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Web.Mlflow.Experiments;

/// <summary>Finds the projects that MLflow clients name, deleted ones too; the one they all know, "Default", is made when it is first asked for.</summary>
/// <param name="db">The record.</param>
/// <param name="time">When "Default" is made.</param>
internal sealed class ExperimentDirectory(EngramDb db, TimeProvider time)
{
    /// <summary>What clients call the project that they log to when they name none.</summary>
    public const string Default = "Default";

    /// <summary>A project by its number; tracked, so that it can be changed.</summary>
    /// <exception cref="MlflowException">The text is no number, or of no project.</exception>
    public async Task<Project> FindAsync(string id, CancellationToken ct)
    {
        if (!Keys.IsExperimentId(id)) throw MlflowException.Invalid($"Invalid experiment ID: '{id}'");
        var found = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await db.Projects.SingleOrDefaultAsync(p => p.Number == number, ct) : null;
        return found ?? (id == "0" ? await MakeDefaultAsync(ct) : throw MlflowException.NotThere($"No Experiment with id={id} exists"));
    }

    /// <summary>A project that can be written to.</summary>
    public async Task<Project> FindActiveAsync(string id, CancellationToken ct)
    {
        var project = await FindAsync(id, ct);
        return project.DeletedAt is null ? project
            : throw MlflowException.Invalid($"The experiment {id} must be in the 'active' state. Current state is deleted.");
    }

    /// <summary>A project by its name, an active one first; null when there is none.</summary>
    public async Task<Project?> FindByNameAsync(string name, CancellationToken ct) =>
        await db.Projects.Where(p => p.Name == name).OrderBy(p => p.DeletedAt != null).ThenByDescending(p => p.DeletedAt).FirstOrDefaultAsync(ct)
            ?? (name == Default ? await MakeDefaultAsync(ct) : null);

    /// <summary>Makes "Default" unless it is there.</summary>
    /// <remarks>Two callers at once get the same; a project of a person that has the name keeps it.</remarks>
    public async Task<Project> MakeDefaultAsync(CancellationToken ct)
    {
        for (var name = Default; ; name = $"{Default} (MLflow)")
        {
            if (await db.Projects.SingleOrDefaultAsync(p => p.Number == 0, ct) is { } there) return there;
            var now = time.GetUtcNow();
            try
            {
                await db.Database.ExecuteSqlAsync($"""
                    insert into projects (id, number, name, description, tags, created_at, updated_at)
                    values ({Guid.CreateVersion7(now)}, 0, {name}, '', array[]::text[], {now}, {now})
                    """, ct);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation && name == Default)
            {
                // Somebody was quicker, or somebody's own project is called so.
            }
        }
    }
}
