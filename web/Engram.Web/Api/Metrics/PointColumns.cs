using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Engram.Experiments.Options;
using Engram.Web.Api.Json;
using Engram.Web.Api.Requests;

namespace Engram.Web.Api.Metrics;

/// <summary>Reads posted points from binary columns, and writes stored points in the same form.</summary>
/// <remarks>
/// A body is one frame or several, one after the other. A frame, little-endian:
/// <code>
/// int32    length of the header in bytes
/// header   JSON: {"request": 17, "series": [{"key", "task", "count", "times"}]}; request only in the first frame
/// zeros    up to a multiple of 8, counted from the start of the frame
/// columns  per series: count steps (int64), count times (int64) when "times" is true, count values (float64)
/// </code>
/// Values keep every bit, those of NaN too.
/// </remarks>
internal static class PointColumns
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/octet-stream";

    private const int Alignment = 8;

    /// <summary>The points; null when something is wrong and has been told.</summary>
    public static PostedPoints? Read(ReadOnlySpan<byte> body, FieldErrors errors)
    {
        var faults = new PostedFaults(errors);
        long? request = null;
        List<PostedSeries> all = [];
        for (var frame = 0; frame == 0 || body.Length > 0; frame++)
        {
            var at = frame == 0 ? "" : $"frames[{frame}].";
            if (Header(body, at, errors) is not { } header) return null;
            if (frame == 0) request = header.Value.Request;
            else if (header.Value.Request is not null) faults.Add($"{at}request", "Only the first frame has a request number.");
            body = body[header.Length..];
            foreach (var (index, series) in header.Value.Series.Index())
            {
                var path = $"{at}series[{index}]";
                var size = (long)series.Count * sizeof(long) * (series.Times ? 3 : 2);
                if (size > body.Length)
                {
                    faults.Add(path, $"Has {series.Count} points, which take {size} bytes; {body.Length} bytes are left of the body.");
                    return null;
                }
                faults.Check(path, series.Key, series.Task, series.Count, series.Count, null);
                all.Add(Take(ref body, series));
            }
            if (all.Count > PostedPoints.MostSeries) faults.Add("series", $"Has more than {PostedPoints.MostSeries} entries; send the others in another request.");
        }
        return faults.None ? new() { Request = request, Series = all } : null;
    }

    /// <summary>A frame of one series.</summary>
    public static byte[] Frame(string key, string? task, long[] steps, long[] times, double[] values)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new ColumnsHeader { Series = [new() { Key = key, Task = task, Count = steps.Length, Times = true }] }, WireFormat.Options);
        var start = Padded(sizeof(int) + header.Length);
        var frame = new byte[start + (3 * sizeof(long) * steps.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(frame, header.Length);
        header.CopyTo(frame.AsSpan(sizeof(int)));
        var columns = frame.AsSpan(start);
        MemoryMarshal.AsBytes(steps.AsSpan()).CopyTo(columns);
        MemoryMarshal.AsBytes(times.AsSpan()).CopyTo(columns[(sizeof(long) * steps.Length)..]);
        MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(columns[(2 * sizeof(long) * steps.Length)..]);
        return frame;
    }

    private static (ColumnsHeader Value, int Length)? Header(ReadOnlySpan<byte> body, string at, FieldErrors errors)
    {
        if (body.Length < sizeof(int))
        {
            errors.Add("$", $"{(at.Length == 0 ? "The body" : "A frame")} has {body.Length} bytes; it begins with the length of its header, an int32.");
            return null;
        }
        var length = BinaryPrimitives.ReadInt32LittleEndian(body);
        if (length < 2 || length > body.Length - sizeof(int) || Padded(sizeof(int) + length) > body.Length)
        {
            errors.Add("$", $"The header is said to have {length} bytes; {body.Length - sizeof(int)} follow, padding to a multiple of {Alignment} included.");
            return null;
        }
        var bytes = body.Slice(sizeof(int), length);
        if (!Utf8.IsValid(bytes))
        {
            errors.Add("$", "The header is not UTF-8.");
            return null;
        }
        try
        {
            using var json = JsonDocument.Parse(bytes.ToArray());
            var found = new FieldErrors();
            var header = StrictJson.Read<ColumnsHeader>(json.RootElement, WireFormat.Options, found);
            foreach (var field in found.Fields)
            {
                foreach (var message in found[field]) errors.Add(at + field, message);
            }
            return header is null ? null : (header, Padded(sizeof(int) + length));
        }
        catch (JsonException e)
        {
            errors.Add("$", $"The header is not JSON: byte {e.BytePositionInLine + 1}.");
            return null;
        }
    }

    // Little-endian, as every machine that .NET 10 runs on.
    private static PostedSeries Take(ref ReadOnlySpan<byte> body, ColumnsHeader.Column series) => new()
    {
        Key = series.Key,
        Task = series.Task,
        Steps = Take<long>(ref body, series.Count),
        Times = series.Times ? Take<long>(ref body, series.Count) : null,
        Values = Take<double>(ref body, series.Count),
    };

    private static T[] Take<T>(ref ReadOnlySpan<byte> body, int count)
        where T : unmanaged
    {
        var column = new T[count];
        var bytes = MemoryMarshal.AsBytes(column.AsSpan());
        body[..bytes.Length].CopyTo(bytes);
        body = body[bytes.Length..];
        return column;
    }

    private static int Padded(int length) => (length + Alignment - 1) / Alignment * Alignment;
}
