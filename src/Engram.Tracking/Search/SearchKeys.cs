using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Search;

/// <summary>Keeps the keys that runs have, so that they can be offered while a filter is typed.</summary>
public static class SearchKeys
{
    /// <summary>Keeps keys of a project, in the transaction that gives runs these keys.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="project">The project.</param>
    /// <param name="kind"><c>option</c>, <c>metric</c> or <c>tag</c>.</param>
    /// <param name="keys">The keys; those that are known already stay.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <remarks>In one order, so that two who bring the same keys wait for each other and never in a circle.</remarks>
    public static async Task KeepAsync(NpgsqlTransaction transaction, Guid project, string kind, IEnumerable<string> keys, CancellationToken ct)
    {
        string[] sorted = [.. keys.Distinct().Order(StringComparer.Ordinal)];
        if (sorted.Length == 0) return;
        await using var command = transaction.Statement("""
            insert into search_keys (project_id, kind, key) select $1, $2, key from unnest($3::text[]) with ordinality as given(key, i)
            where not exists (select from search_keys known where known.project_id = $1 and known.kind = $2 and known.key = given.key)
            order by i on conflict do nothing
            """, project, kind, sorted);
        await command.ExecuteNonQueryAsync(ct);
    }
}
