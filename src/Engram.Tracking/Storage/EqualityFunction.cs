namespace Engram.Tracking.Storage;

/// <summary>The SQL functions that make one whole number of a key and its value, so that an inverted index finds the runs whose options, tags, user or seed equal some values.</summary>
/// <remarks>
/// Equal values have equal numbers: 3, 3.0 and "3" are one value, as they are to <see cref="NumberFunction"/>. Different ones hardly ever have, and whoever asks
/// looks at the value besides. Immutable, for a generated column.
/// </remarks>
public static class EqualityFunction
{
    /// <summary>
    /// Creates <c>engram_equality(text, jsonb)</c>, the number of a key and its value, <c>engram_mention(text, text)</c>, that of a word of some kind, and <c>engram_equalities</c>: those
    /// of a run's options, its tags by value and by key, its labels, its user and its seed; for a migration.
    /// </summary>
    public const string CreateSql = """
        create function engram_equality(key text, value jsonb) returns integer language sql immutable parallel safe
          return (coalesce(hashfloat8extended(engram_number(value), hashtextextended(key, 1)), hashtextextended(value #>> '{}', hashtextextended(key, 2))) & 2147483647)::integer;
        create function engram_mention(kind text, word text) returns integer language sql immutable parallel safe
          return (hashtextextended(word, hashtextextended(kind, 3)) & 2147483647)::integer;
        create function engram_equalities(options jsonb, tag_values jsonb, tags text[], user_name text, seed bigint) returns integer[] language sql immutable parallel safe
          return array(
            select engram_equality(key, value) from jsonb_each(options) where jsonb_typeof(value) <> 'null'
            union all select engram_equality('tags.' || key, value) from jsonb_each(tag_values) where jsonb_typeof(value) <> 'null'
            union all select engram_mention('tags', key) from jsonb_object_keys(tag_values) key
            union all select engram_mention('tags', tag) from unnest(tags) tag
            union all select engram_mention('user', user_name) where user_name <> ''
            union all select engram_mention('seed', seed::text) where seed is not null);
        """;

    /// <summary>Removes them.</summary>
    public const string DropSql = """
        drop function engram_equalities(jsonb, jsonb, text[], text, bigint); drop function engram_mention(text, text); drop function engram_equality(text, jsonb);
        """;
}
