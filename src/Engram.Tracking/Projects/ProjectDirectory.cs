using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Tracking.Projects;

/// <summary>Finds projects by what people call them.</summary>
/// <param name="db">The record; a context of this unit of work.</param>
/// <param name="time">Time of creation.</param>
public sealed class ProjectDirectory(EngramDb db, TimeProvider time)
{
    /// <summary>The project with this id or, failing that, this name; null when there is none.</summary>
    /// <param name="idOrName">An id as text, or a name without regard to spaces around it.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<Project?> FindAsync(string idOrName, CancellationToken ct)
    {
        var text = idOrName.Trim();
        var id = Guid.TryParse(text, out var parsed) ? parsed : Guid.Empty;
        return await db.Projects.Where(p => p.DeletedAt == null && (p.Id == id || p.Name == text)).OrderByDescending(p => p.Id == id).FirstOrDefaultAsync(ct);
    }

    /// <summary>The project with this id or name; a name that is not there yet becomes a project.</summary>
    /// <param name="idOrName">An id as text, or a name of 1 to 200 characters.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="ArgumentException">The name is empty or too long, or it is an id that no project has.</exception>
    /// <remarks>Two callers at once get the same project: the name is unique, and the slower one reads what the quicker one wrote.</remarks>
    public async Task<Project> FindOrCreateAsync(string idOrName, CancellationToken ct)
    {
        if (await FindAsync(idOrName, ct) is { } found) return found;
        var name = idOrName.Trim();
        if (name.Length is 0 or > 200) throw new ArgumentException($"A project's name has 1 to 200 characters; this one has {name.Length}.", nameof(idOrName));
        if (Guid.TryParse(name, out _)) throw new ArgumentException($"There is no project {name}; to make one, give a name that is not an id.", nameof(idOrName));

        var project = new Project(name, "", time.GetUtcNow());
        db.Add(project);
        try
        {
            await db.SaveChangesAsync(ct);
            return project;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.Entry(project).State = EntityState.Detached;
            return (await FindAsync(name, ct))!;
        }
    }
}
