using Engram.Tracking.Artifacts;
using Engram.Tracking.Storage;
using Engram.Web.Mlflow.Experiments;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Mlflow.Artifacts;

/// <summary>Where an artifact lies: with a run, or with none.</summary>
/// <param name="Run">The run, or null.</param>
/// <param name="Path">From the run's root, or from the root of all; empty for that root itself.</param>
internal sealed record ArtifactPlace(Guid? Run, string Path);

/// <summary>Finds out whose artifact a path of the proxy is: <c>&lt;experiment&gt;/&lt;run&gt;/artifacts/&lt;path&gt;</c> is the run's.</summary>
/// <param name="db">Which runs there are.</param>
internal sealed class ArtifactPlaces(EngramDb db)
{
    private const string Scheme = "mlflow-artifacts:";

    /// <summary>The place of a path, as it was given.</summary>
    /// <exception cref="MlflowException">It leads elsewhere than down.</exception>
    public async Task<ArtifactPlace> OfAsync(string given, CancellationToken ct)
    {
        var path = Parse(given);
        var parts = path.Split('/');
        for (var i = 0; i < parts.Length - 1; i++)
        {
            if (parts[i + 1] != "artifacts" || !Guid.TryParseExact(parts[i], "N", out var run)) continue;
            var project = await (from r in db.Runs
                                 join p in db.Projects on r.ProjectId equals p.Id
                                 where r.Id == run
                                 select new { p.Number, p.ArtifactLocation }).SingleOrDefaultAsync(ct);
            if (project is not null && RootOf(MlflowExperiment.LocationOf(project.Number, project.ArtifactLocation)) == string.Join('/', parts[..i]))
            {
                return new(run, string.Join('/', parts[(i + 2)..]));
            }
        }
        return new(null, path);
    }

    /// <summary>Reads a path.</summary>
    /// <exception cref="MlflowException">It leads elsewhere than down.</exception>
    public static string Parse(string given) => ArtifactPath.TryParse(given, out var path) ? path : throw MlflowException.Invalid("Invalid path");

    /// <summary>Refuses to write files of a run that a worker records.</summary>
    public async Task RequireWritableAsync(ArtifactPlace place, CancellationToken ct)
    {
        if (place.Run is not { } run) return;
        if (await db.Runs.AnyAsync(r => r.Id == run && r.StudyId != null, ct))
        {
            throw MlflowException.Invalid($"Run {run:N} belongs to a study, and the worker that executes it keeps its files. Log to a run of your own.");
        }
    }

    // What clients ask the proxy for: the location without its scheme and host.
    private static string? RootOf(string location)
    {
        if (!location.StartsWith(Scheme, StringComparison.Ordinal)) return null;
        var path = location[Scheme.Length..];
        if (path.StartsWith("//", StringComparison.Ordinal)) path = path.IndexOf('/', 2) is >= 0 and var end ? path[end..] : "";
        return path.Trim('/');
    }
}
