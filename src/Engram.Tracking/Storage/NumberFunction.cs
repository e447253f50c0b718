namespace Engram.Tracking.Storage;

/// <summary>The SQL function that reads a JSON value as a number where it is one, so that <c>"0.01"</c> from an MLflow client and 0.01 are the same setting.</summary>
/// <remarks>
/// A number is itself; text that is a decimal number, or NaN or an infinity in the spelling of JSON's usual substitutes or of Python, is that; everything else is null.
/// Never fails: what is beyond a double is infinite or zero. Immutable, for expression indexes.
/// </remarks>
public static class NumberFunction
{
    /// <summary>Creates <c>engram_number(jsonb)</c>, or writes it anew; for a migration.</summary>
    /// <remarks>
    /// Bodies are expressions and no texts: they are bound to what they call when they are made. A restored backup, and PostgreSQL 17 when it makes an index, call
    /// them with an empty search path.
    /// </remarks>
    public const string CreateSql = """
        create or replace function engram_double(value numeric) returns double precision language sql immutable parallel safe
          return case when abs(value) > 1.7976931348623157e308 then case when value > 0 then double precision 'Infinity' else double precision '-Infinity' end
            when value <> 0 and abs(value) < 4.9e-324 then double precision '0'
            else value::double precision end;
        create or replace function engram_number(value jsonb) returns double precision language sql immutable parallel safe
          return case jsonb_typeof(value)
            when 'number' then engram_double(value::numeric)
            when 'string' then case
              when length(value #>> '{}') <= 1000 and value #>> '{}' ~ '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?$' then engram_double((value #>> '{}')::numeric)
              else case lower(value #>> '{}') when 'nan' then double precision 'NaN'
                when 'inf' then double precision 'Infinity' when '+inf' then double precision 'Infinity' when 'infinity' then double precision 'Infinity'
                when '-inf' then double precision '-Infinity' when '-infinity' then double precision '-Infinity' end
            end
          end;
        """;

    /// <summary>Removes it.</summary>
    public const string DropSql = "drop function engram_number(jsonb); drop function engram_double(numeric);";
}
