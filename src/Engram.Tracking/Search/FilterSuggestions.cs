using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Tracking.Search;

/// <summary>Something that may stand at a place in a filter.</summary>
/// <param name="Text">As it is to be written there.</param>
/// <param name="Kind">What it is.</param>
public sealed record FilterSuggestion(string Text, CompletionKind Kind);

/// <summary>Finds what may stand at a place in a filter: names, keys that runs have, values that runs have.</summary>
/// <param name="database">The record.</param>
public sealed class FilterSuggestions(NpgsqlDataSource database)
{
    // Values are looked for among so many of the newest runs: what people filter by is in most of them.
    private const int Sampled = 2_000;

    private static readonly string[] Orders = ["=", "!=", "<", "<=", ">", ">=", "in (", "between", "exists", "not"];
    private static readonly string[] Texts = ["=", "!=", "in (", "like", "ilike", "~", "exists", "not"];
    private static readonly string[] Identities = ["=", "!=", "in (", "exists", "not"];

    /// <summary>Suggestions, those that begin like what is there first.</summary>
    /// <param name="project">Of this project, or null for all.</param>
    /// <param name="at">What is being written.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IReadOnlyList<FilterSuggestion>> FindAsync(Guid? project, FilterCompletion at, int most, CancellationToken ct)
    {
        IEnumerable<string> texts = at.Kind switch
        {
            CompletionKind.Field => [.. FieldParser.Names.Select(name => name is "options" or "metrics" or "tags" ? $"{name}." : name), "not"],
            CompletionKind.Question => at.Field!.Type switch
            {
                FieldType.Text => Texts,
                FieldType.Identifier => Identities,
                FieldType.Json => [.. Orders, "like", "ilike", "~"],
                _ => Orders,
            },
            CompletionKind.Connective => ["and", "or"],
            CompletionKind.Value => await ValuesAsync(project, at.Field!, at.Begun, most, ct),
            _ => (await KeysAsync(project, at.Kind, at.Begun, most, ct)).Select(key => $"{at.Kind.ToString().ToLowerInvariant()}s.{FieldText.Quoted(key)}"),
        };
        if (at.Kind is CompletionKind.Field or CompletionKind.Question or CompletionKind.Connective) texts = texts.Where(text => text.StartsWith(at.Begun, StringComparison.OrdinalIgnoreCase));
        return [.. texts.Take(most).Select(text => new FilterSuggestion(text, at.Kind))];
    }

    /// <summary>Keys of options, metrics or tags.</summary>
    /// <param name="project">Of this project, or null for all.</param>
    /// <param name="kind">Which kind of key.</param>
    /// <param name="begun">A part of the key, in whatever case.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <remarks>Those that begin with it first, then in the order of the alphabet.</remarks>
    public async Task<IReadOnlyList<string>> KeysAsync(Guid? project, CompletionKind kind, string begun, int most, CancellationToken ct)
    {
        await using var command = database.Statement("""
            select key from (
              select distinct key from search_keys where kind = $1 and ($2::uuid is null or project_id = $2) and key ilike $3
            ) found order by key ilike $4 desc, key collate "C" limit $5
            """, kind.ToString().ToLowerInvariant(), project, $"%{Literally(begun)}%", $"{Literally(begun)}%", most);
        return await TextsAsync(command, ct);
    }

    private async Task<IReadOnlyList<string>> ValuesAsync(Guid? project, RunField field, string begun, int most, CancellationToken ct)
    {
        if (field is ColumnField { Column: var column } && column == RunColumn.State)
            return [.. Enum.GetNames<RunState>().Select(state => $"'{state.ToLowerInvariant()}'").Where(state => state.StartsWith($"'{begun}", StringComparison.OrdinalIgnoreCase))];
        if (field.Type is not (FieldType.Text or FieldType.Json)) return [];
        var parameters = new SqlParameters();
        var text = field is ColumnField { Column.Value: { } value } ? value : FieldSql.Text(field, parameters);
        var quoted = field.Type == FieldType.Text ? "true" : $"{FieldSql.Number(field, parameters)} is null";
        await using var command = database.CreateCommand($"""
            select case when quoted then '''' || replace(text, '''', '''''') || '''' else text end from (
              select {text} as text, {quoted} as quoted from (
                select * from runs r where r.deleted_at is null{(project is { } one ? $" and r.project_id = {parameters.Add(one)}" : "")} order by r.submitted_at desc, r.id desc limit {Sampled}
              ) r
            ) sampled where text ilike {parameters.Add($"%{Literally(begun)}%")} and length(text) <= 200
            group by text, quoted order by text ilike {parameters.Add($"{Literally(begun)}%")} desc, count(*) desc, text collate "C" limit {parameters.Add(most)}
            """);
        parameters.AddTo(command);
        return await TextsAsync(command, ct);
    }

    private static async Task<IReadOnlyList<string>> TextsAsync(NpgsqlCommand command, CancellationToken ct)
    {
        List<string> texts = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) texts.Add(reader.GetString(0));
        return texts;
    }

    // What LIKE would read as a pattern is meant as it stands.
    private static string Literally(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
