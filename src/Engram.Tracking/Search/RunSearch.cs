using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Search;

/// <summary>Finds runs that are not in the bin.</summary>
/// <param name="database">The record.</param>
/// <param name="wishes">Hears which fields are asked for, so that they can get indexes.</param>
public sealed class RunSearch(NpgsqlDataSource database, IndexWishes wishes)
{
    /// <summary>Counted exactly up to here.</summary>
    public const int MostCounted = 10_000;

    // A stranger's regular expression must not hold the server. Compiling, and starting processes that help, takes longer than our searches do; what
    // they read is mostly in memory, so that looking up a thousand rows costs little more than reading them in a row.
    internal const string Settings = """
        select set_config('statement_timeout', $1, true), set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),
          set_config('random_page_cost', '1.1', true), set_config('work_mem', '32MB', true)
        """;

    private static readonly TimeSpan LongestCount = TimeSpan.FromMilliseconds(250);

    /// <summary>A search that takes longer is ended. Default 10 s.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Runs in order.</summary>
    /// <param name="query">Which runs, in which order.</param>
    /// <param name="after">Only those behind this place of the same order, or null.</param>
    /// <param name="most">How many at most, ≥ 1.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <param name="before">Whether those before the place are wanted, the nearest ones, instead of those behind it.</param>
    /// <exception cref="InvalidRegexException">The filter has a regular expression that is none.</exception>
    /// <exception cref="SearchTooLongException">It took longer than <see cref="Longest"/>.</exception>
    public async Task<IReadOnlyList<FoundRun>> FindAsync(RunQuery query, RunPlace? after, int most, CancellationToken ct, bool before = false)
    {
        wishes.Note(query);
        List<FoundRun> found = [];
        await using var connection = await database.OpenConnectionAsync(ct);
        var phases = Enumerable.Range(0, SortPhase.Count(query.Order.Field));
        foreach (var phase in before ? phases.Reverse().Where(phase => phase <= (after?.Phase ?? phase)) : phases.Where(phase => phase >= (after?.Phase ?? 0)))
        {
            if (found.Count >= most) break;
            await ReadAsync(connection, Page(query, phase, after?.Phase == phase ? after : null, most - found.Count, before), Longest,
                row => found.Add(new(row.GetGuid(0), new(phase, row.IsDBNull(1) ? null : Key(row), row.GetGuid(0)))), ct);
        }
        if (before) found.Reverse();
        return found;
    }

    /// <summary>How many runs fit a filter: exactly up to <see cref="MostCounted"/>, and only as far as 250 ms go.</summary>
    /// <param name="query">Which runs.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Null when it took too long.</returns>
    /// <exception cref="InvalidRegexException">The filter has a regular expression that is none.</exception>
    public async Task<RunCount?> CountAsync(RunQuery query, CancellationToken ct)
    {
        var count = 0;
        try
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            await ReadAsync(connection, Count(query), LongestCount, row => count = (int)row.GetInt64(0), ct);
        }
        catch (SearchTooLongException)
        {
            return null;
        }
        return new(Math.Min(count, MostCounted), count <= MostCounted);
    }

    /// <summary>All runs that fit, in no order, for what is done to many at once. It may take three times as long as a page.</summary>
    /// <param name="filter">What must hold.</param>
    /// <param name="project">Only of this project, unless null.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="InvalidRegexException">The filter has a regular expression that is none.</exception>
    /// <exception cref="SearchTooLongException">It took longer.</exception>
    public async Task<IReadOnlyList<Guid>> AllAsync(RunFilter filter, Guid? project, CancellationToken ct)
    {
        var parameters = new SqlParameters();
        var sql = $"select r.id from runs r where {Wanted(new(filter, RunOrder.Newest) { Project = project }, parameters)}";
        List<Guid> found = [];
        await using var connection = await database.OpenConnectionAsync(ct);
        await ReadAsync(connection, (sql, parameters), 3 * Longest, row => found.Add(row.GetGuid(0)), ct);
        return found;
    }

    /// <summary>Executes a search that somebody else wrote, as all searches are executed.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="parameters">Its values.</param>
    /// <param name="wished">Fields that an index would serve.</param>
    /// <param name="row">Takes a row.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="SearchTooLongException">It took longer than <see cref="Longest"/>.</exception>
    public async Task ReadAsync(string sql, SqlParameters parameters, IEnumerable<IndexedField> wished, Action<NpgsqlDataReader> row, CancellationToken ct)
    {
        wishes.Note(wished);
        await using var connection = await database.OpenConnectionAsync(ct);
        await ReadAsync(connection, (sql, parameters), Longest, row, ct);
    }

    /// <summary>The statement of one part of an order, and its values.</summary>
    internal static (string Sql, SqlParameters Parameters) Page(RunQuery query, int phase, RunPlace? after, int most, bool before = false)
    {
        var parameters = new SqlParameters();
        var part = SortPhase.Of(query.Order.Field, phase, parameters);
        var (direction, behind) = query.Order.Descending != before ? (" desc", "<") : ("", ">");
        var place = after is null ? ""
            : part.Key is null ? $" and {part.Id} {behind} {parameters.Add(after.Id)}"
            : $" and ({part.Key}, {part.Id}) {behind} ({parameters.Add(after.Key!)}, {parameters.Add(after.Id)})";
        return ($"""
            select r.id, {part.Key ?? "null"} from {part.From}
            where {Wanted(query, parameters)} and {part.Where}{place}
            order by {(part.Key is null ? "" : $"{part.Key}{direction}, ")}{part.Id}{direction} limit {parameters.Add(most)}
            """, parameters);
    }

    /// <summary>The statement that counts, and its values.</summary>
    internal static (string Sql, SqlParameters Parameters) Count(RunQuery query)
    {
        var parameters = new SqlParameters();
        return ($"select count(*) from (select from runs r where {Wanted(query, parameters)} limit {MostCounted + 1}) counted", parameters);
    }

    private static string Wanted(RunQuery query, SqlParameters parameters) =>
        $"r.deleted_at is null{(query.Project is { } project ? $" and r.project_id = {parameters.Add(project)}" : "")} and {FilterSql.Where(query.Filter, parameters)}";

    private static object Key(NpgsqlDataReader row) => row.GetValue(1) switch
    {
        DateTime time => new DateTimeOffset(time, TimeSpan.Zero),
        int whole => (long)whole,
        var value => value,
    };

    private static async Task ReadAsync(NpgsqlConnection connection, (string Sql, SqlParameters Parameters) statement, TimeSpan longest, Action<NpgsqlDataReader> row, CancellationToken ct)
    {
        // A transaction of its own, for settings that end with it.
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var settings = transaction.Statement(Settings, $"{longest.TotalMilliseconds:0}");
        await settings.ExecuteNonQueryAsync(ct);
        await using var command = new NpgsqlCommand(statement.Sql, connection, transaction);
        statement.Parameters.AddTo(command);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) row(reader);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidRegularExpression)
        {
            throw new InvalidRegexException(e.MessageText);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled && !ct.IsCancellationRequested)
        {
            throw new SearchTooLongException(longest);
        }
    }
}
