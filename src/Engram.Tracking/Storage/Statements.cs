using Npgsql;

namespace Engram.Tracking.Storage;

/// <summary>Statements with positional parameters (<c>$1</c>, <c>$2</c> …), written where they are used.</summary>
internal static class Statements
{
    /// <summary>A statement on a pooled connection, in a transaction of its own.</summary>
    public static NpgsqlCommand Statement(this NpgsqlDataSource database, string sql, params ReadOnlySpan<object?> values) =>
        With(database.CreateCommand(sql), values);

    /// <summary>A statement on a connection, in whatever transaction that is in.</summary>
    public static NpgsqlCommand Statement(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object?> values) =>
        With(new NpgsqlCommand(sql, connection), values);

    /// <summary>A statement within a transaction.</summary>
    public static NpgsqlCommand Statement(this NpgsqlTransaction transaction, string sql, params ReadOnlySpan<object?> values) =>
        With(new NpgsqlCommand(sql, transaction.Connection, transaction), values);

    /// <summary>Lets the server parse and plan a statement once for each connection of the pool: for those that are executed all the time.</summary>
    /// <remarks>A round trip the first time on a connection, none after that.</remarks>
    public static async Task<NpgsqlCommand> PlannedOnceAsync(this NpgsqlCommand command, CancellationToken ct)
    {
        await command.PrepareAsync(ct);
        return command;
    }

    /// <summary>A statement of a batch: several that go to the server in one round trip.</summary>
    public static NpgsqlBatchCommand BatchStatement(string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return command;
    }

    /// <summary>Executes statements within a transaction, in one round trip, planned once per connection as <see cref="PlannedOnceAsync"/> does.</summary>
    public static async Task ExecuteAsync(this NpgsqlTransaction transaction, IReadOnlyList<NpgsqlBatchCommand> statements, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var statement in statements) batch.BatchCommands.Add(statement);
        await batch.PrepareAsync(ct);
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlCommand With(NpgsqlCommand command, ReadOnlySpan<object?> values)
    {
        foreach (var value in values) command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return command;
    }
}
