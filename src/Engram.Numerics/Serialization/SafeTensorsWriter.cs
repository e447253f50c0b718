using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Engram.Numerics.Serialization;

/// <summary>Writes the canonical bytes of a safetensors file: those of the reference implementation, with the metadata sorted by key.</summary>
internal static class SafeTensorsWriter
{
    public const string MetadataName = "__metadata__";
    private const int Alignment = 8;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Write(SafeTensorsFile file)
    {
        var tensors = file.Tensors
            .Select(pair => (pair.Key, Utf8: StrictUtf8.GetBytes(pair.Key), Tensor: pair.Value))
            .Order(Comparer<(string Key, byte[] Utf8, StoredTensor Tensor)>.Create((left, right) =>
                left.Tensor.Type != right.Tensor.Type
                    ? right.Tensor.Type.CompareTo(left.Tensor.Type)
                    : left.Utf8.AsSpan().SequenceCompareTo(right.Utf8)))
            .ToList();

        var header = StrictUtf8.GetBytes(Header(file.Metadata, tensors.Select(tensor => (tensor.Key, tensor.Tensor))));
        var padded = (header.Length + Alignment - 1) / Alignment * Alignment;
        if (padded > SafeTensorsFile.LongestHeader)
        {
            throw new InvalidOperationException(
                $"The header would have {padded} bytes, and {SafeTensorsFile.LongestHeader} are allowed. Store fewer tensors or shorter metadata.");
        }

        var bytes = new byte[checked(sizeof(ulong) + padded + tensors.Sum(tensor => tensor.Tensor.Bytes.Length))];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)padded);
        var rest = bytes.AsSpan(sizeof(ulong));
        header.CopyTo(rest);
        rest[header.Length..padded].Fill((byte)' ');
        rest = rest[padded..];
        foreach (var (_, _, tensor) in tensors)
        {
            tensor.Bytes.Span.CopyTo(rest);
            rest = rest[tensor.Bytes.Length..];
        }

        return bytes;
    }

    private static string Header(IReadOnlyDictionary<string, string> metadata, IEnumerable<(string Name, StoredTensor Tensor)> tensors)
    {
        var entries = new List<string>();
        if (metadata.Count > 0)
        {
            var pairs = metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{Quote(pair.Key)}:{Quote(pair.Value)}");
            entries.Add($"{Quote(MetadataName)}:{{{string.Join(',', pairs)}}}");
        }

        var offset = 0L;
        foreach (var (name, tensor) in tensors)
        {
            var end = offset + tensor.Bytes.Length;
            entries.Add(string.Create(CultureInfo.InvariantCulture,
                $$"""{{Quote(name)}}:{"dtype":"{{tensor.Type.Tag()}}","shape":[{{string.Join(',', tensor.Shape)}}],"data_offsets":[{{offset}},{{end}}]}"""));
            offset = end;
        }

        return $"{{{string.Join(',', entries)}}}";
    }

    // The escapes of the reference implementation and no others, so that the bytes agree: System.Text.Json escapes more than JSON asks for.
    private static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }
}
