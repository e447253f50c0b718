namespace Engram.Numerics.Serialization;

/// <summary>Collects tensors and metadata for a <see cref="SafeTensorsFile"/>. Values are copied when they are added.</summary>
public sealed class SafeTensorsBuilder
{
    private readonly Dictionary<string, StoredTensor> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    /// <summary>Adds a tensor with one axis.</summary>
    /// <inheritdoc cref="Add{T}(string, ReadOnlySpan{T}, ReadOnlySpan{long})"/>
    public SafeTensorsBuilder Add<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged => Add(name, values, [values.Length]);

    /// <summary>Adds a tensor.</summary>
    /// <typeparam name="T">float, double, long, int, byte or bool.</typeparam>
    /// <param name="name">Unique in the file; not empty and not <c>__metadata__</c>.</param>
    /// <param name="values">The elements, row-major.</param>
    /// <param name="shape">The extent of every axis; their product is the number of elements, and none for a scalar.</param>
    /// <exception cref="ArgumentException">The name is taken or not allowed, or the shape does not fit the values.</exception>
    public SafeTensorsBuilder Add<T>(string name, ReadOnlySpan<T> values, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        RefuseName(name);
        var count = 1L;
        foreach (var extent in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(shape));
            count = checked(count * extent);
        }

        if (count != values.Length)
        {
            throw new ArgumentException(
                $"Tensor '{name}' has shape [{string.Join(", ", shape.ToArray())}], {count} elements, but {values.Length} values were given.", nameof(shape));
        }

        _tensors.Add(name, new StoredTensor(ElementTypes.Of<T>(), shape.ToArray(), LittleEndian.GetBytes(values)));
        return this;
    }

    /// <summary>Adds every tensor of another file under a longer name; its string map is left out.</summary>
    /// <param name="prefix">Put before each name, such as <c>joint1/</c>.</param>
    /// <param name="file">The other file.</param>
    /// <exception cref="ArgumentException">A name is taken.</exception>
    public SafeTensorsBuilder AddAll(string prefix, SafeTensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        foreach (var (name, tensor) in file.Tensors)
        {
            RefuseName(prefix + name);
            _tensors.Add(prefix + name, tensor);
        }

        return this;
    }

    /// <summary>Adds an entry of the string map.</summary>
    /// <exception cref="ArgumentException">The key is taken.</exception>
    public SafeTensorsBuilder AddMetadata(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!_metadata.TryAdd(key, value))
        {
            throw new ArgumentException($"The metadata has an entry '{key}' already: '{_metadata[key]}'.", nameof(key));
        }

        return this;
    }

    /// <summary>The file as collected so far; adding more afterwards does not change it.</summary>
    public SafeTensorsFile Build() => new(
        new Dictionary<string, StoredTensor>(_tensors, StringComparer.Ordinal),
        new Dictionary<string, string>(_metadata, StringComparer.Ordinal));

    private void RefuseName(string name)
    {
        if (string.IsNullOrEmpty(name) || name == SafeTensorsWriter.MetadataName)
        {
            throw new ArgumentException($"A tensor cannot be called '{name}': the name is empty or reserved for the string map.", nameof(name));
        }

        if (_tensors.ContainsKey(name))
        {
            throw new ArgumentException($"There is a tensor '{name}' already; every tensor needs its own name.", nameof(name));
        }
    }
}
