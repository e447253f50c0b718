using System.Text.Json;
using Engram.Numerics.Serialization;

namespace Engram.Tracking.Checkpoints;

/// <summary>What a checkpoint says about itself without its numbers.</summary>
/// <param name="Metadata">The string map of the safetensors header.</param>
/// <param name="Tensors">Its tensors, by name.</param>
public sealed record CheckpointMetadata(IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<TensorInfo> Tensors)
{
    /// <summary>Of a safetensors file.</summary>
    /// <exception cref="SafeTensorsFormatException">The bytes are not one, or its header cannot be kept; says why.</exception>
    public static CheckpointMetadata Of(ReadOnlySpan<byte> content)
    {
        var file = SafeTensorsFile.Parse(content);
        var metadata = new CheckpointMetadata(file.Metadata, [.. file.Tensors
            .Select(tensor => new TensorInfo(tensor.Key, tensor.Value.Type.ToString().ToUpperInvariant(), tensor.Value.Shape))
            .OrderBy(tensor => tensor.Name, StringComparer.Ordinal)]);
        var texts = file.Metadata.Keys.Concat(file.Metadata.Values).Concat(file.Tensors.Keys);
        return texts.Any(text => text.Contains('\0'))
            ? throw new SafeTensorsFormatException("a name or a metadata entry contains a NUL character, which the record cannot keep.")
            : metadata;
    }

    /// <summary>From the column <c>metadata</c> of a checkpoint.</summary>
    public static CheckpointMetadata FromJson(string json) => JsonSerializer.Deserialize<CheckpointMetadata>(json, JsonSerializerOptions.Web)!;

    /// <summary>For the column <c>metadata</c> of a checkpoint.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}

/// <summary>A tensor of a checkpoint.</summary>
/// <param name="Name">Unique in the checkpoint.</param>
/// <param name="Type">As safetensors writes it: <c>F32</c>, <c>F64</c>, <c>I64</c> …</param>
/// <param name="Shape">Extent of every axis, slowest first.</param>
public sealed record TensorInfo(string Name, string Type, IReadOnlyList<long> Shape);
