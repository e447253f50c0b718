using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Engram.Experiments.Options;

namespace Engram.Web.Api.Metrics;

/// <summary>Reads posted points straight from the bytes of their JSON, strictly; <c>StrictJson</c> does the same for anything, in ten times the time.</summary>
/// <param name="utf8">The body, valid UTF-8.</param>
/// <param name="faults">Receives what is wrong.</param>
internal ref struct PointsJson(ReadOnlySpan<byte> utf8, PostedFaults faults)
{
    private static readonly string[] Members = ["request", "series"];
    private static readonly string[] SeriesMembers = ["key", "task", "steps", "values", "times"];

    private Utf8JsonReader _json = new(utf8);
    private readonly ReadOnlySpan<byte> _utf8 = utf8;

    /// <summary>The points; null when something is wrong and has been told.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public PostedPoints? Read()
    {
        _json.Read();
        if (!Is(JsonTokenType.StartObject, "an object", "$")) return null;
        long? request = null;
        List<PostedSeries>? series = null;
        HashSet<string> seen = [];
        while (NextMember(Members, "", seen, out var name))
        {
            switch (name)
            {
                case "request" when _json.TokenType != JsonTokenType.Null:
                    if (Whole("request") is { } number) request = number;
                    break;
                case "series":
                    series = ReadSeries();
                    break;
            }
        }
        if (!seen.Contains("series")) faults.Add("series", "Is missing.");
        if (_json.Read()) faults.Add("$", "Something follows the JSON object."); // The reader itself throws at that.
        return faults.None && series is not null ? new() { Request = request, Series = series } : null;
    }

    private List<PostedSeries>? ReadSeries()
    {
        if (!Is(JsonTokenType.StartArray, "a list", "series")) return null;
        List<PostedSeries> all = [];
        for (var index = 0; _json.Read() && _json.TokenType != JsonTokenType.EndArray; index++)
        {
            if (ReadOne($"series[{index}]") is { } one && index < PostedPoints.MostSeries) all.Add(one);
            if (index == PostedPoints.MostSeries) faults.Add("series", $"Has more than {PostedPoints.MostSeries} entries; send the others in another request.");
        }
        return all;
    }

    private PostedSeries? ReadOne(string path)
    {
        if (!Is(JsonTokenType.StartObject, "an object", path)) return null;
        var (key, task) = (default(string), default(string));
        var (steps, values, times) = (default(List<long>), default(List<double>), default(List<long>));
        HashSet<string> seen = [];
        while (NextMember(SeriesMembers, path, seen, out var name))
        {
            switch (name)
            {
                case "key":
                    key = Text($"{path}.key");
                    break;
                case "task" when _json.TokenType != JsonTokenType.Null:
                    task = Text($"{path}.task");
                    break;
                case "steps":
                    steps = Column<long>($"{path}.steps", values?.Count ?? 0);
                    break;
                case "values":
                    values = Column<double>($"{path}.values", steps?.Count ?? 0);
                    break;
                case "times" when _json.TokenType != JsonTokenType.Null:
                    times = Column<long>($"{path}.times", steps?.Count ?? 0);
                    break;
            }
        }
        foreach (var required in (ReadOnlySpan<string>)["key", "steps", "values"])
        {
            if (!seen.Contains(required)) faults.Add($"{path}.{required}", "Is missing.");
        }
        if (steps is null || values is null || key is null || (seen.Contains("times") && times is null && !faults.None)) return null;
        faults.Check(path, key, task, steps.Count, values.Count, times?.Count);
        return new() { Key = key, Task = task, Steps = [.. steps], Values = [.. values], Times = times is null ? null : [.. times] };
    }

    /// <summary>Goes to the value of the next known member; false at the end of the object.</summary>
    private bool NextMember(string[] known, string path, HashSet<string> seen, [NotNullWhen(true)] out string? name)
    {
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var given = Unescaped();
            name = Array.Find(known, one => one == given);
            _json.Read();
            var field = path.Length == 0 ? given ?? "$" : $"{path}.{given}";
            if (name is not null && seen.Add(name)) return true;
            if (name is not null) faults.Add(field, "Is given twice; give it once.");
            else if (given is null) faults.Add(path.Length == 0 ? "$" : path, "Has a name with half of a surrogate pair in it; leave it out.");
            else if (given.Contains('\0', StringComparison.Ordinal)) faults.Add(path.Length == 0 ? "$" : path, "Has a name with the character NUL in it; leave it out.");
            else faults.Add(field, $"There is no '{given}' here. {NearestName.Suggestion(given, known)}");
            _json.Skip();
        }
        name = null;
        return false;
    }

    private List<T>? Column<T>(string path, int capacity)
        where T : struct
    {
        if (!Is(JsonTokenType.StartArray, "a list", path)) return null;
        List<T> column = new(capacity);
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            // Whatever is wrong with an entry is told once, and the column's length stays what it is.
            if (typeof(T) == typeof(long)) column.Add((T)(object)(_json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out var whole) ? whole : Whole($"{path}[{column.Count}]") ?? 0));
            else column.Add((T)(object)(_json.TokenType == JsonTokenType.Number && _json.TryGetDouble(out var value) && double.IsFinite(value) ? value : Special($"{path}[{column.Count}]")));
        }
        return column;
    }

    private long? Whole(string path)
    {
        if (_json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out var whole)) return whole;
        Refuse(path, "a whole number from -9223372036854775808 to 9223372036854775807 without quotes, point or exponent");
        return null;
    }

    private double Special(string path)
    {
        if (_json.TokenType == JsonTokenType.String)
        {
            if (_json.ValueTextEquals("NaN"u8)) return double.NaN;
            if (_json.ValueTextEquals("Infinity"u8)) return double.PositiveInfinity;
            if (_json.ValueTextEquals("-Infinity"u8)) return double.NegativeInfinity;
        }
        Refuse(path, "a number within ±1.7976931348623157e308, or \"NaN\", \"Infinity\", \"-Infinity\",");
        return 0;
    }

    private string? Text(string path)
    {
        if (_json.TokenType != JsonTokenType.String)
        {
            Refuse(path, "a text");
            return null;
        }
        if (Unescaped() is { } text) return text;
        faults.Add(path, "Has half of a surrogate pair in it; leave it out.");
        return null;
    }

    private string? Unescaped()
    {
        try
        {
            return _json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private bool Is(JsonTokenType start, string wanted, string path)
    {
        if (_json.TokenType == start) return true;
        Refuse(path, wanted);
        return false;
    }

    private void Refuse(string path, string wanted)
    {
        var start = (int)_json.TokenStartIndex;
        var opens = _json.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject;
        var shown = _json.TokenType == JsonTokenType.StartArray ? "a list" : opens ? "an object"
            : Encoding.UTF8.GetString(_utf8[start..Math.Min((int)_json.BytesConsumed, start + 40)]);
        if (opens) _json.Skip();
        faults.Add(path, $"Is {shown}; {wanted} is wanted.");
    }
}
