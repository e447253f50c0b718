using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Studies;

/// <summary>Reads which checkpoints a study hands to its runs.</summary>
/// <param name="database">The record.</param>
public sealed class StudyInputReader(NpgsqlDataSource database)
{
    /// <summary>The checkpoint of a kind that every run of the study starts from; null when there is none.</summary>
    public async Task<Guid?> FindAsync(Guid study, string kind, CancellationToken ct)
    {
        await using var command = database.Statement("select checkpoint_id from study_inputs where study_id = $1 and kind = $2", study, kind);
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }
}
