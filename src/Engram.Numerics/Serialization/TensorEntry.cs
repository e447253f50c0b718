using System.Text.Json;

namespace Engram.Numerics.Serialization;

/// <summary>What the header of a safetensors file says about one tensor, checked in itself.</summary>
internal sealed record TensorEntry(string Name, ElementType Type, long[] Shape, long Begin, long End)
{
    public static TensorEntry Read(string name, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new SafeTensorsFormatException($"the entry '{name}' is not an object.");
        }

        ElementType? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        foreach (var property in element.EnumerateObject())
        {
            switch (property.Name)
            {
                case "dtype":
                    type = ReadType(name, property.Value);
                    break;
                case "shape":
                    shape = ReadNumbers(name, property.Name, property.Value);
                    break;
                case "data_offsets":
                    offsets = ReadNumbers(name, property.Name, property.Value);
                    break;
                default:
                    throw new SafeTensorsFormatException(
                        $"tensor '{name}' has an unknown entry '{property.Name}'; known are dtype, shape and data_offsets.");
            }
        }

        if (type is null || shape is null || offsets is not [var begin, var end])
        {
            throw new SafeTensorsFormatException($"tensor '{name}' needs a dtype, a shape and two data_offsets.");
        }

        var size = ByteSize(name, type.Value, shape);
        return end - begin == size
            ? new TensorEntry(name, type.Value, shape, begin, end)
            : throw new SafeTensorsFormatException(
                $"tensor '{name}' is {type.Value.Tag()} of shape [{string.Join(", ", shape)}], {size} bytes, "
                + $"but its data_offsets [{begin}, {end}] hold {end - begin}.");
    }

    private static ElementType ReadType(string name, JsonElement element)
    {
        var tag = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
        return ElementTypes.FromTag(tag) ?? throw new SafeTensorsFormatException(
            $"tensor '{name}' has element type {tag}; readable are {string.Join(", ", Enum.GetValues<ElementType>().Select(type => type.Tag()))}.");
    }

    private static long[] ReadNumbers(string name, string property, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            throw new SafeTensorsFormatException($"the {property} of tensor '{name}' is not an array.");
        }

        return [.. element.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number) && number >= 0
            ? number
            : throw new SafeTensorsFormatException($"the {property} of tensor '{name}' holds {item.GetRawText()}, which is not a natural number."))];
    }

    private static long ByteSize(string name, ElementType type, long[] shape)
    {
        try
        {
            return shape.Aggregate((long)type.Size(), (product, extent) => checked(product * extent));
        }
        catch (OverflowException exception)
        {
            throw new SafeTensorsFormatException(
                $"the shape [{string.Join(", ", shape)}] of tensor '{name}' has more elements than can be counted.", exception);
        }
    }
}
