using Npgsql;

namespace Engram.Tracking.Storage;

/// <summary>Statements with positional parameters (<c>$1</c>, <c>$2</c> …), written where they are used.</summary>
internal static class Statements
{
    /// <summary>A statement on a pooled connection, in a transaction of its own.</summary>
    public static NpgsqlCommand Statement(this NpgsqlDataSource database, string sql, params ReadOnlySpan<object?> values) =>
        With(database.CreateCommand(sql), values);

    /// <summary>A statement within a transaction.</summary>
    public static NpgsqlCommand Statement(this NpgsqlTransaction transaction, string sql, params ReadOnlySpan<object?> values) =>
        With(new NpgsqlCommand(sql, transaction.Connection, transaction), values);

    private static NpgsqlCommand With(NpgsqlCommand command, ReadOnlySpan<object?> values)
    {
        foreach (var value in values) command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return command;
    }
}
