using System.Text.Json;
using System.Text.Json.Nodes;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Archives;

/// <summary>Rows of an archive on their way into tables, each only into what belongs to the project that is taken in.</summary>
/// <param name="archive">The archive.</param>
/// <param name="transaction">All of it, or nothing.</param>
internal sealed class ArchiveRows(ArchiveReader archive, NpgsqlTransaction transaction)
{
    private static readonly HashSet<string> Given = ["projects.number", "series.id", "log_lines.id"];

    private const int MostToldOf = 100; // an archive of a stranger may name as many as it likes

    private readonly Dictionary<string, HashSet<string>> _columns = [];
    private readonly SortedSet<string> _leftOut = new(StringComparer.Ordinal);

    /// <summary>Columns that rows had and this program does not know.</summary>
    public IReadOnlyList<string> LeftOut => [.. _leftOut];

    /// <summary>The rows of a table as objects. Numbers keep their text.</summary>
    public async IAsyncEnumerable<JsonObject> ReadAsync(ArchiveTable table)
    {
        await foreach (var line in archive.LinesAsync(table.File)) yield return Parse(line, table.File);
    }

    /// <summary>Inserts a row, unless it is there already.</summary>
    /// <returns>Whether it was inserted.</returns>
    public async Task<bool> InsertAsync(ArchiveTable table, JsonObject row, CancellationToken ct)
    {
        // What this program does not know, and what the database gives out itself, is left out; what the archive lacks keeps its default.
        var known = await ColumnsAsync(table.Name, ct);
        foreach (var unknown in row.Select(member => $"{table.Name}.{member.Key}").Where(column => !known.Contains(column[(table.Name.Length + 1)..]) && !Given.Contains(column)))
        {
            if (_leftOut.Count < MostToldOf) _leftOut.Add(unknown);
        }
        var columns = string.Join(", ", row.Select(member => member.Key).Where(known.Contains));
        await using var command = transaction.Statement(
            $"insert into {table.Name} ({columns}) select {columns} from json_populate_record(null::{table.Name}, $1::json) on conflict do nothing", row.ToJsonString());
        try
        {
            return await command.ExecuteNonQueryAsync(ct) == 1;
        }
        catch (PostgresException wrong) when (wrong.SqlState[..2] is "22" or "23" or "54" && wrong.ConstraintName != "ix_projects_name")
        {
            throw new ArchiveException($"{table.File} has a row that cannot be: {wrong.MessageText}.");
        }
    }

    /// <summary>An identifier in a row.</summary>
    public static Guid Id(JsonObject row, string column, string file) =>
        row[column] is JsonValue value && value.TryGetValue<string>(out var text) && Guid.TryParse(text, out var id) ? id : throw new ArchiveException($"{file} has a row without {column}.");

    private static JsonObject Parse(string line, string file)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject ?? throw new ArchiveException($"{file} has a line that is no object.");
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException)
        {
            throw new ArchiveException($"{file} has a line that is not JSON: {wrong.Message}");
        }
    }

    private async Task<HashSet<string>> ColumnsAsync(string table, CancellationToken ct)
    {
        if (_columns.TryGetValue(table, out var known)) return known;
        await using var command = transaction.Statement(ArchiveTable.ColumnsSql, table);
        var all = (string[])(await command.ExecuteScalarAsync(ct))!;
        return _columns[table] = [.. all.Where(column => !Given.Contains($"{table}.{column}"))];
    }
}
