using Engram.Tracking.Search;

namespace Engram.Web.Mlflow.Search;

/// <summary>Finds pages.</summary>
/// <param name="runs">Executes searches.</param>
internal sealed class PageSearch(RunSearch runs)
{
    /// <summary>The rows of a page, and the token of the next one or null.</summary>
    /// <param name="write">Writes the query, with its values.</param>
    /// <param name="token">The token of this page; null or empty for the first.</param>
    /// <param name="count">How many rows a page has, ≥ 1.</param>
    /// <param name="wished">Fields that an index would serve.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="MlflowException">The token is none of this search.</exception>
    public async Task<(IReadOnlyList<Guid> Found, string? Next)> FindAsync(Func<SqlParameters, PagedQuery> write, string? token, int count, IEnumerable<IndexedField> wished, CancellationToken ct)
    {
        var parts = write(new()).Order.Parts;
        var place = PageToken.Read(token, parts);
        List<(Guid Id, PageToken Place)> found = [];
        for (var part = place?.Part ?? 0; part < parts.Count && found.Count <= count; part++)
        {
            var parameters = new SqlParameters();
            var query = write(parameters);
            var sql = query.Sql(part, place?.Part == part ? place.Values : null, count + 1 - found.Count, parameters);
            await runs.ReadAsync(sql, parameters, wished, row => found.Add(query.Read(part, row)), ct);
        }
        return ([.. found.Take(count).Select(row => row.Id)], found.Count > count ? found[count - 1].Place.ToString() : null);
    }
}
