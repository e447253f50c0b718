using System.Buffers;
using System.Text.Json;
using Engram.Client.Buffering;

namespace Engram.Client.Wire;

/// <summary>Bodies of requests, as the REST API wants them. What has no value is left out.</summary>
internal static class Requests
{
    /// <summary>A run to be made, under an identifier of our choice: made once, however often it is asked for.</summary>
    public static byte[] Start(Guid id, string project, RunDescription run) => Json(json =>
    {
        json.WriteBoolean("external", true);
        json.WriteString("id", id.ToString("N"));
        json.WriteString("project", project);
        if (run.Name is not null) json.WriteString("name", run.Name);
        if (run.Options.Count > 0) WriteOptions(json, run.Options);
        if (run.Tags.Count > 0) WriteTags(json, run.Tags);
        if (run.TagValues.Count > 0) WriteTagValues(json, run.TagValues!);
        if (run.Seed is { } seed) json.WriteNumber("seed", seed);
        if (run.Parent is { } parent) json.WriteString("parent", parent.ToString("N"));
        if (run.User.Length > 0) json.WriteString("user", run.User);
        if (run.Notes is not null) json.WriteString("notes", run.Notes);
    });

    /// <summary>A change of a run. Sending it again changes nothing.</summary>
    public static byte[] Change(RunChange change) => Json(json =>
    {
        if (change.State is not null) json.WriteString("state", change.State);
        if (change.Error is not null) json.WriteString("error", change.Error);
        if (change.Name is not null) json.WriteString("name", change.Name);
        if (change.Notes is not null) json.WriteString("notes", change.Notes);
        if (change.Tags is not null) WriteTags(json, change.Tags);
        if (change.Options.Count > 0) WriteOptions(json, change.Options);
        if (change.TagValues.Count > 0) WriteTagValues(json, change.TagValues);
    });

    /// <summary>Lines of the log. The number makes sending it again harmless.</summary>
    public static byte[] Lines(long request, IEnumerable<PendingLine> lines) => Json(json =>
    {
        json.WriteNumber("request", request);
        json.WriteStartArray("lines");
        foreach (var line in lines)
        {
            json.WriteStartObject();
            json.WriteString("at", line.At);
            json.WriteString("severity", line.Severity switch { LineSeverity.Info => "info", LineSeverity.Warning => "warning", _ => "error" });
            json.WriteString("text", line.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static void WriteOptions(Utf8JsonWriter json, IReadOnlyDictionary<string, object?> options)
    {
        json.WriteStartObject("options");
        foreach (var (name, value) in options)
        {
            json.WritePropertyName(name);
            Scalar.Write(json, value);
        }
        json.WriteEndObject();
    }

    private static void WriteTags(Utf8JsonWriter json, IEnumerable<string> tags)
    {
        json.WriteStartArray("tags");
        foreach (var tag in tags) json.WriteStringValue(tag);
        json.WriteEndArray();
    }

    private static void WriteTagValues(Utf8JsonWriter json, IReadOnlyDictionary<string, string?> tags)
    {
        json.WriteStartObject("tagValues");
        foreach (var (name, value) in tags) json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
