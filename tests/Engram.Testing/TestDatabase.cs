using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Testing;

/// <summary>A database of one test or one test class; dropped when disposed, whoever is still connected.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly Func<Task> _drop;

    internal TestDatabase(string connectionString, Func<Task> drop)
    {
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = true, IncludeErrorDetail = true }.ConnectionString;
        DataSource = NpgsqlDataSource.Create(ConnectionString);
        _drop = drop;
    }

    /// <summary>For programs and hosts under test.</summary>
    public string ConnectionString { get; }

    /// <summary>For plain Npgsql, as the product uses it.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>A new context on <see cref="DataSource"/>: one per unit of work, so that a test reads what is stored and not what is tracked.</summary>
    public EngramDb Context() => new(new DbContextOptionsBuilder<EngramDb>().UseNpgsql(DataSource).Options);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await _drop();
    }
}
