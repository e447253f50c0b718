namespace Engram.Numerics.Serialization;

/// <summary>Named tensors and a map of strings, in the safetensors format: data that cannot execute, readable from Python and Rust.</summary>
/// <remarks>
/// Layout: 8 bytes header length (little-endian), a JSON header padded with spaces to a multiple of 8, then the tensors without gaps.
/// Source: github.com/huggingface/safetensors, README "Format" and safetensors/src/tensor.rs. Held whole in memory.
/// </remarks>
public sealed class SafeTensorsFile
{
    /// <summary>The longest header that is read or written, in bytes; the limit of the reference implementation.</summary>
    public const int LongestHeader = 100_000_000;

    internal SafeTensorsFile(IReadOnlyDictionary<string, StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>The header's <c>__metadata__</c>; empty if it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor called <paramref name="name"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public StoredTensor this[string name] => Tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw new KeyNotFoundException(
            $"The file has no tensor '{name}'. It has: {string.Join(", ", Tensors.Keys.Order(StringComparer.Ordinal))}.");

    /// <summary>The tensors whose names begin with <paramref name="prefix"/>, without it; the string map is the whole one.</summary>
    public SafeTensorsFile Under(string prefix) => new(
        Tensors.Where(tensor => tensor.Key.StartsWith(prefix, StringComparison.Ordinal) && tensor.Key.Length > prefix.Length)
            .ToDictionary(tensor => tensor.Key[prefix.Length..], tensor => tensor.Value, StringComparer.Ordinal),
        Metadata);

    /// <summary>Reads a file; the bytes are copied.</summary>
    /// <exception cref="SafeTensorsFormatException">The bytes are not a safetensors file: header too long or cut off, not JSON, a name twice,
    /// an unknown element type, offsets that overlap, leave a hole or disagree with the shape.</exception>
    public static SafeTensorsFile Parse(ReadOnlySpan<byte> bytes) => SafeTensorsReader.Read(bytes);

    /// <summary>The file's bytes. Canonical: the same tensors and metadata give the same bytes, whatever the order they were added in.</summary>
    /// <remarks>Widest elements first, then by name, as the reference implementation writes them; metadata by key.</remarks>
    public byte[] ToBytes() => SafeTensorsWriter.Write(this);
}
