using System.Text.Json;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Inputs;

/// <summary>A data set that a run read.</summary>
/// <param name="Name">1 to 500 characters.</param>
/// <param name="Digest">1 to 36 characters.</param>
/// <param name="SourceType">Kind of source.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Schema">Its columns, or null.</param>
/// <param name="Profile">Its statistics, or null.</param>
/// <param name="Tags">What for.</param>
public sealed record LoggedInput(
    string Name, string Digest, string SourceType, string Source, string? Schema, string? Profile, IReadOnlyDictionary<string, string> Tags);

/// <summary>A model that a run read or made.</summary>
/// <param name="Direction"><c>input</c> or <c>output</c>.</param>
/// <param name="ModelId">The client's identifier.</param>
/// <param name="Step">Step at which it was made; 0 for an input.</param>
public sealed record LoggedModel(string Direction, string ModelId, long Step);

/// <summary>Records what runs read and made.</summary>
/// <param name="database">The record.</param>
public sealed class RunInputWrites(NpgsqlDataSource database)
{
    /// <summary>Records data sets and models of a run; what is recorded already stays as it was.</summary>
    /// <param name="run">The run.</param>
    /// <param name="inputs">Data sets; those of one name and digest are one within a project.</param>
    /// <param name="models">Models.</param>
    /// <param name="ct">Ends the wait; nothing is written then.</param>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    /// <exception cref="DeletedRunException">It is in the bin.</exception>
    public async Task LogAsync(Guid run, IReadOnlyList<LoggedInput> inputs, IReadOnlyList<LoggedModel> models, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var project = await HoldAsync(transaction, run, ct);
        // In one order, so that two runs that read the same never wait in a circle.
        foreach (var input in inputs.OrderBy(input => (input.Name, input.Digest)))
        {
            await using var command = transaction.Statement("""
                with made as (
                  insert into datasets (project_id, name, digest, source_type, source, schema, profile) values ($2, $3, $4, $5, $6, $7, $8)
                  on conflict (project_id, name, digest) do update set name = excluded.name returning id
                )
                insert into run_inputs (run_id, dataset_id, tag_values) select $1, id, $9::jsonb from made on conflict do nothing
                """, run, project, input.Name, input.Digest, input.SourceType, input.Source, input.Schema, input.Profile, JsonSerializer.Serialize(input.Tags));
            await command.ExecuteNonQueryAsync(ct);
        }
        await using (var command = transaction.Statement("""
            insert into run_models (run_id, direction, model_id, step) select distinct on (direction, model) $1, direction, model, step
            from unnest($2::text[], $3::text[], $4::bigint[]) as given(direction, model, step) on conflict do nothing
            """, run, models.Select(model => model.Direction).ToArray(), models.Select(model => model.ModelId).ToArray(), models.Select(model => model.Step).ToArray()))
        {
            await command.ExecuteNonQueryAsync(ct);
        }
        await transaction.CommitAsync(ct);
    }

    private static async Task<Guid> HoldAsync(NpgsqlTransaction transaction, Guid run, CancellationToken ct)
    {
        await using var command = transaction.Statement("""
            select r.project_id, r.deleted_at is not null or p.deleted_at is not null from runs r join projects p on p.id = r.project_id where r.id = $1 for key share of r
            """, run);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) throw new RunNotFoundException(run);
        return reader.GetBoolean(1) ? throw new DeletedRunException(run) : reader.GetGuid(0);
    }
}
