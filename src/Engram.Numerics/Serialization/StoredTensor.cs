namespace Engram.Numerics.Serialization;

/// <summary>One tensor of a safetensors file: element type, shape, and the elements as they are stored.</summary>
public sealed class StoredTensor
{
    internal StoredTensor(ElementType type, long[] shape, ReadOnlyMemory<byte> bytes)
    {
        Type = type;
        Shape = shape;
        Bytes = bytes;
    }

    /// <summary>What one element is.</summary>
    public ElementType Type { get; }

    /// <summary>The extent of every axis, slowest first (row-major); empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The elements, little-endian, without gaps.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>How many elements there are: the product of the shape.</summary>
    public int Count => Bytes.Length / Type.Size();

    /// <summary>The elements as an array; bits as stored, NaN payloads included.</summary>
    /// <typeparam name="T">The .NET type of <see cref="Type"/>: float, double, long, int, byte or bool. Nothing is converted.</typeparam>
    /// <exception cref="InvalidOperationException">The tensor holds another type.</exception>
    /// <exception cref="SafeTensorsFormatException">A truth value is neither 0 nor 1.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        var values = new T[Count];
        CopyTo<T>(values);
        return values;
    }

    /// <summary>Writes the elements into <paramref name="values"/>, which must have exactly <see cref="Count"/> of them.</summary>
    /// <inheritdoc cref="ToArray{T}"/>
    public void CopyTo<T>(Span<T> values)
        where T : unmanaged
    {
        var asked = ElementTypes.Of<T>();
        if (asked != Type)
        {
            throw new InvalidOperationException(
                $"The tensor holds {Type.Tag()}, and {asked.Tag()} was asked for. Read it as what it is and convert.");
        }

        if (values.Length != Count)
        {
            throw new ArgumentException(
                $"The tensor has {Count} elements, shape [{string.Join(", ", Shape)}]; there is room for {values.Length}.", nameof(values));
        }

        if (Type == ElementType.Bool && Bytes.Span.ContainsAnyExceptInRange((byte)0, (byte)1))
        {
            throw new SafeTensorsFormatException("a BOOL tensor holds a byte that is neither 0 nor 1.");
        }

        LittleEndian.Read(Bytes.Span, values);
    }
}
