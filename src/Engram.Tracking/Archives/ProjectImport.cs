using System.Text.Json.Nodes;
using Engram.Tracking.Artifacts;
using Engram.Tracking.Deletions;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Archives;

/// <summary>Takes an archive of a project in. What is here already stays as it is, so that taking it in twice makes nothing twice.</summary>
/// <remarks>
/// Identifiers are kept, numbers by their bits. One transaction: all of it, or nothing. A run that a worker had when it was exported comes in as
/// cancelled: there is nobody here who executes it. Memory for the identifiers of runs, and for one checkpoint at a time.
/// </remarks>
/// <param name="database">The record.</param>
/// <param name="artifacts">The bytes of artifacts.</param>
public sealed class ProjectImport(NpgsqlDataSource database, IArtifactContent artifacts)
{
    private const long Most = 1L << 42;

    /// <summary>Takes an archive in.</summary>
    /// <param name="file">Can seek. Whoever sent it is not trusted.</param>
    /// <param name="name">What the project is called here if it is new; null for its own name.</param>
    /// <param name="ct">Ends it; nothing was changed then.</param>
    /// <exception cref="ArchiveException">It is not an archive of ours, not as it was made, or has what cannot be.</exception>
    /// <exception cref="ProjectNameTakenException">Another project has the name.</exception>
    public async Task<Imported> ReadAsync(Stream file, string? name, CancellationToken ct)
    {
        using var archive = await ArchiveReader.OpenAsync(file, Most, ct);
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var intake = new ProjectIntake(archive, transaction, artifacts, name);
        var imported = await intake.RunAsync(ct);
        // Bytes when nothing can be refused any more, and before their rows are there for others.
        foreach (var path in intake.Contents) await intake.KeepContentAsync(path, ct);
        await transaction.CommitAsync(ct);
        // A sweep may have found content before the rows that point to it were there: then once more, which now lasts.
        foreach (var path in intake.Contents) await intake.KeepContentAsync(path, ct);
        return imported;
    }
}

/// <summary>One archive on its way in.</summary>
internal sealed class ProjectIntake(ArchiveReader archive, NpgsqlTransaction transaction, IArtifactContent artifacts, string? name)
{
    private readonly ArchiveRows _rows = new(archive, transaction);
    private readonly HashSet<Guid> _studies = [];
    private readonly HashSet<Guid> _newRuns = [];
    private readonly HashSet<string> _blobs = [];
    private readonly HashSet<string> _contents = [];
    private readonly Guid _project = archive.Manifest.Project;
    private Imported _done = new(archive.Manifest.Project, "", false, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Files of artifacts that were taken in.</summary>
    public IReadOnlyCollection<string> Contents => _contents;

    public async Task<Imported> RunAsync(CancellationToken ct)
    {
        foreach (var table in ArchiveTable.All)
        {
            List<(Guid Run, Guid Parent)> parents = [];
            await foreach (var row in _rows.ReadAsync(table)) await TakeAsync(table, row, parents, ct);
            foreach (var (run, parent) in parents.Where(edge => _newRuns.Contains(edge.Parent)))
            {
                await using var update = transaction.Statement("update runs set parent_id = $2 where id = $1", run, parent);
                await update.ExecuteNonQueryAsync(ct);
            }
            if (table.Name == "projects" && _done.Name.Length == 0) throw new ArchiveException($"{table.File} has no project {_project:N}.");
            if (table.Name == "studies") await RequireOwnStudiesAsync(ct);
        }
        var points = new PointImport(archive, transaction);
        foreach (var run in _newRuns) _done = _done with { Points = _done.Points + await points.TakeAsync(run, ct) };
        return _done with { LeftOut = _rows.LeftOut };
    }

    /// <summary>Keeps the bytes of an artifact, if they are not here.</summary>
    public async Task KeepContentAsync(string path, CancellationToken ct)
    {
        var address = new ContentAddress(Convert.FromHexString(path[ArchiveManifest.Artifacts.Length..]));
        if (artifacts.Open(address) is { } there)
        {
            await there.DisposeAsync();
            return;
        }
        await using var bytes = archive.Open(path);
        using var received = await artifacts.ReceiveAsync(bytes, null, ct);
        received.Keep();
    }

    private async Task TakeAsync(ArchiveTable table, JsonObject row, List<(Guid, Guid)> parents, CancellationToken ct)
    {
        var owner = ArchiveRows.Id(row, table.Owner, table.File);
        switch (table.Level)
        {
            case ArchiveLevel.Project when owner != _project: throw new ArchiveException($"{table.File} has a row of another project.");
            case ArchiveLevel.Study when !_studies.Contains(owner): throw new ArchiveException($"{table.File} has a row of a study that is not in the archive.");
            case ArchiveLevel.Run when !_newRuns.Contains(owner): return; // Of a run that is here already.
        }
        switch (table.Name)
        {
            case "projects": await TakeProjectAsync(table, row, ct); break;
            case "studies":
                _studies.Add(ArchiveRows.Id(row, "id", table.File));
                if (await _rows.InsertAsync(table, row, ct)) _done = _done with { Studies = _done.Studies + 1 };
                break;
            case "runs": await TakeRunAsync(table, row, parents, ct); break;
            case "checkpoints":
                await KeepBlobAsync(row, ct);
                if (await _rows.InsertAsync(table, row, ct)) _done = _done with { Checkpoints = _done.Checkpoints + 1 };
                break;
            case "artifacts": await TakeArtifactAsync(table, row, ct); break;
            case "run_summaries":
                row["project_id"] = _project.ToString();
                await _rows.InsertAsync(table, row, ct);
                break;
            case "transfers" or "study_inputs" when !await IsThereAsync(ArchiveRows.Id(row, "checkpoint_id", table.File), ct):
                _done = _done with { LineageCut = _done.LineageCut + 1 };
                break;
            default: await _rows.InsertAsync(table, row, ct); break;
        }
    }

    private async Task TakeProjectAsync(ArchiveTable table, JsonObject row, CancellationToken ct)
    {
        await using (var look = transaction.Statement("select name, deleted_at is not null from projects where id = $1 for share", _project))
        {
            await using var known = await look.ExecuteReaderAsync(ct);
            if (await known.ReadAsync(ct))
            {
                if (known.GetBoolean(1)) throw new ArchiveException($"The project {_project:N} is in the bin; restore it, or empty the bin, and then take the archive in.");
                _done = _done with { Name = known.GetString(0) };
                return;
            }
        }
        if (name is not null) row["name"] = name;
        row["deleted_at"] = null;
        var own = row["name"]?.ToString() ?? "";
        if (!await _rows.InsertAsync(table, row, ct)) throw new ProjectNameTakenException(own);
        _done = _done with { Name = own, IsNew = true };
    }

    private async Task TakeRunAsync(ArchiveTable table, JsonObject row, List<(Guid, Guid)> parents, CancellationToken ct)
    {
        var id = ArchiveRows.Id(row, "id", table.File);
        if (row["parent_id"] is not null) parents.Add((id, ArchiveRows.Id(row, "parent_id", table.File)));
        foreach (var column in (string[])["parent_id", "deleted_at", "worker_id", "lease_until"]) row[column] = null;
        row["cancel_requested"] = false;
        if (row["study_id"] is not null && row["state"]?.ToString() is "queued" or "running")
        {
            row["state"] = "cancelled";
            row["finished_at"] = archive.Manifest.ExportedAt.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        }
        if (await _rows.InsertAsync(table, row, ct))
        {
            _newRuns.Add(id);
            _done = _done with { Runs = _done.Runs + 1 };
        }
        else
        {
            _done = _done with { RunsThere = _done.RunsThere + 1 };
        }
    }

    private async Task TakeArtifactAsync(ArchiveTable table, JsonObject row, CancellationToken ct)
    {
        if (!ArtifactPath.TryParse(row["path"]?.ToString() ?? "", out var path) || path.Length == 0 || path != row["path"]!.ToString()) throw new ArchiveException($"{table.File} has a path that leads astray.");
        var sha256 = Sha256(row, table.File);
        var file = $"{ArchiveManifest.Artifacts}{sha256}";
        // What was lost where it was exported is lost here, too.
        if (archive.Has(file))
        {
            if (!archive.IsNamedRightly(file, sha256)) throw new ArchiveException($"{file} has other bytes than its name says.");
            _contents.Add(file);
        }
        if (await _rows.InsertAsync(table, row, ct)) _done = _done with { Artifacts = _done.Artifacts + 1 };
    }

    private async Task KeepBlobAsync(JsonObject row, CancellationToken ct)
    {
        var sha256 = Sha256(row, "checkpoints");
        var path = $"{ArchiveManifest.Checkpoints}{sha256}.safetensors";
        if (!archive.Has(path) || !_blobs.Add(sha256)) return;
        if (!archive.IsNamedRightly(path, sha256)) throw new ArchiveException($"{path} has other bytes than its name says.");
        using var bytes = new MemoryStream();
        await using (var content = archive.Open(path)) await content.CopyToAsync(bytes, ct);
        await using var command = transaction.Statement("insert into blobs (sha256, size, content) values ($1, $2, $3) on conflict do nothing",
            Convert.FromHexString(sha256), bytes.Length, bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
        await command.ExecuteNonQueryAsync(ct);
    }

    // A study that is here as another project's must not be added to.
    private async Task RequireOwnStudiesAsync(CancellationToken ct)
    {
        await using var command = transaction.Statement("select count(*) from studies where id = any($1) and project_id = $2 and deleted_at is null", _studies.ToArray(), _project);
        if ((long)(await command.ExecuteScalarAsync(ct))! != _studies.Count) throw new ArchiveException("It has a study that is here in another project, or in the bin.");
    }

    private async Task<bool> IsThereAsync(Guid checkpoint, CancellationToken ct)
    {
        await using var command = transaction.Statement("select true from checkpoints where id = $1 for key share", checkpoint);
        return await command.ExecuteScalarAsync(ct) is not null;
    }

    private static string Sha256(JsonObject row, string file) =>
        row["sha256"]?.ToString() is ['\\', 'x', .. var hex] && hex.Length == 64 && hex.All(char.IsAsciiHexDigitLower) ? hex : throw new ArchiveException($"{file} has a row without sha256.");
}
