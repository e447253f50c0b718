using Engram.Tracking.Search;
using Npgsql;

namespace Engram.Tracking.Deletions;

/// <summary>The runs that a filter finds, all of them, for what is done to many at once.</summary>
/// <param name="database">The record.</param>
public sealed class RunSelection(NpgsqlDataSource database)
{
    private const int LongestMilliseconds = 30_000;

    /// <summary>Identifiers of the runs outside the bin that fit.</summary>
    /// <param name="filter">What must hold.</param>
    /// <param name="project">Only of this project, unless null.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="RunSelectionException">The filter asks for something that the database cannot do, or takes too long.</exception>
    public async Task<Guid[]> IdsAsync(RunFilter filter, Guid? project, CancellationToken ct)
    {
        var parameters = new SqlParameters();
        var sql = $"select array(select r.id from runs r where r.deleted_at is null{(project is { } id ? $" and r.project_id = {parameters.Add(id)}" : "")} and {FilterSql.Where(filter, parameters)})";
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // A regular expression of a stranger must not hold the server.
        await using (var limit = new NpgsqlCommand($"set local statement_timeout = {LongestMilliseconds}", connection)) await limit.ExecuteNonQueryAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        parameters.AddTo(command);
        try
        {
            return (Guid[])(await command.ExecuteScalarAsync(ct))!;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidRegularExpression)
        {
            throw new RunSelectionException($"The regular expression is none: {e.MessageText}.");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled && !ct.IsCancellationRequested)
        {
            throw new RunSelectionException($"It takes longer than {LongestMilliseconds / 1_000} s to find its runs; ask for less, or name a project.");
        }
    }
}

/// <summary>A filter that cannot be carried out.</summary>
/// <param name="message">Why, and what helps.</param>
public sealed class RunSelectionException(string message) : Exception(message);
