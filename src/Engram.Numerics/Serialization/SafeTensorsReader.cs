using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace Engram.Numerics.Serialization;

/// <summary>Reads a safetensors file strictly: what is not certainly right is refused, with the reason.</summary>
internal static class SafeTensorsReader
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    public static SafeTensorsFile Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(ulong))
        {
            throw new SafeTensorsFormatException($"it has {bytes.Length} bytes; the length of the header alone takes 8.");
        }

        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var rest = bytes[sizeof(ulong)..];
        if (headerLength > SafeTensorsFile.LongestHeader)
        {
            throw new SafeTensorsFormatException($"its header claims {headerLength} bytes; at most {SafeTensorsFile.LongestHeader} are allowed.");
        }

        if (headerLength > (ulong)rest.Length)
        {
            throw new SafeTensorsFormatException($"its header claims {headerLength} bytes, but only {rest.Length} follow; the file was cut off.");
        }

        var header = rest[..(int)headerLength];
        if (header.IsEmpty || header[0] != (byte)'{')
        {
            throw new SafeTensorsFormatException("its header does not begin with '{'.");
        }

        if (!Utf8.IsValid(header))
        {
            throw new SafeTensorsFormatException("its header is not valid UTF-8.");
        }

        try
        {
            using var document = JsonDocument.Parse(header.ToArray(), Strict);
            return Read(document.RootElement, rest[header.Length..].ToArray());
        }
        catch (JsonException exception)
        {
            throw new SafeTensorsFormatException($"its header is not JSON without repeated names: {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // A name or value is an escaped half of a surrogate pair, which no .NET string may come from.
            throw new SafeTensorsFormatException($"its header holds text that is not Unicode: {exception.Message}", exception);
        }
    }

    private static SafeTensorsFile Read(JsonElement header, byte[] data)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var entries = new List<TensorEntry>();
        foreach (var property in header.EnumerateObject())
        {
            if (property.NameEquals(SafeTensorsWriter.MetadataName))
            {
                ReadMetadata(property.Value, metadata);
            }
            else
            {
                entries.Add(TensorEntry.Read(property.Name, property.Value));
            }
        }

        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        var end = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != end)
            {
                var fault = entry.Begin < end ? "overlaps the tensor before it, which ends" : "leaves a hole after the tensor before it, which ends";
                throw new SafeTensorsFormatException($"tensor '{entry.Name}' begins at byte {entry.Begin} and {fault} at {end}.");
            }

            end = entry.End;
            if (end > data.Length)
            {
                throw new SafeTensorsFormatException(
                    $"tensor '{entry.Name}' ends at byte {end}, but there are {data.Length} bytes of data; the file was cut off.");
            }

            tensors.Add(entry.Name, new StoredTensor(entry.Type, entry.Shape, data.AsMemory((int)entry.Begin, (int)(end - entry.Begin))));
        }

        return end == data.Length
            ? new SafeTensorsFile(tensors, metadata)
            : throw new SafeTensorsFormatException($"its tensors end at byte {end}, but there are {data.Length} bytes of data.");
    }

    private static void ReadMetadata(JsonElement element, Dictionary<string, string> metadata)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new SafeTensorsFormatException($"{SafeTensorsWriter.MetadataName} is not an object.");
        }

        foreach (var property in element.EnumerateObject())
        {
            metadata.Add(property.Name, property.Value.ValueKind == JsonValueKind.String
                ? property.Value.GetString()!
                : throw new SafeTensorsFormatException($"the metadata entry '{property.Name}' is not a string."));
        }
    }
}
