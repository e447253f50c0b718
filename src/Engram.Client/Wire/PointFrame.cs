using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Engram.Client.Wire;

/// <summary>Points as the server takes them in binary: every double by its bits, and less to write and to read than as text.</summary>
/// <remarks>
/// Little-endian: the length of a JSON header in bytes (int32), the header, zeros up to a multiple of 8; then of each series its steps (int64), times (int64) and values (float64).
/// The request's number, which is in the header, makes sending it again harmless.
/// </remarks>
internal static class PointFrame
{
    private const int Alignment = sizeof(long);
    private const int BytesPerPoint = 3 * sizeof(long);

    /// <summary>A frame.</summary>
    public static byte[] Write(long request, IReadOnlyList<SeriesSlice> series)
    {
        var header = Header(request, series);
        var start = (sizeof(int) + header.Length + Alignment - 1) / Alignment * Alignment;
        var frame = new byte[start + (BytesPerPoint * series.Sum(slice => slice.Count))];
        BinaryPrimitives.WriteInt32LittleEndian(frame, header.Length);
        header.CopyTo(frame.AsSpan(sizeof(int)));
        var rest = frame.AsSpan(start);
        foreach (var (of, first, count) in series)
        {
            rest = Write(rest, of.Steps.Slice(first, count));
            rest = Write(rest, of.Times.Slice(first, count));
            foreach (var value in of.Values.Slice(first, count))
            {
                BinaryPrimitives.WriteInt64LittleEndian(rest, BitConverter.DoubleToInt64Bits(value));
                rest = rest[sizeof(double)..];
            }
        }
        return frame;
    }

    private static ReadOnlySpan<byte> Header(long request, IReadOnlyList<SeriesSlice> series)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("request", request);
            json.WriteStartArray("series");
            foreach (var slice in series)
            {
                json.WriteStartObject();
                json.WriteString("key", slice.Of.Key);
                if (slice.Of.Task is not null) json.WriteString("task", slice.Of.Task);
                json.WriteNumber("count", slice.Count);
                json.WriteBoolean("times", true);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan;
    }

    private static Span<byte> Write(Span<byte> target, ReadOnlySpan<long> numbers)
    {
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteInt64LittleEndian(target, number);
            target = target[sizeof(long)..];
        }
        return target;
    }
}
