using System.Globalization;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Models;

/// <summary>A feed-forward network of dense layers in single precision: rectified linear units inside, a linear output.</summary>
/// <remarks>
/// All parameters lie in one flat buffer, layer after layer, each W [inputs, outputs] row-major and then b [outputs], so that an optimizer is
/// one pass. The network is only shape and parameters; what a batch needs is a <see cref="DensePass"/>, one per thread.
/// </remarks>
public sealed class DenseNetwork
{
    private const string KindKey = "kind";
    private const string SizesKey = "sizes";
    private const string Kind = "network";

    private readonly AlignedNumbers<float> _parameters;

    /// <summary>A new network: weights uniform on ±√(6 / (inputs + outputs)) (Glorot and Bengio, AISTATS 2010, eq. 16), biases zero.</summary>
    /// <param name="sizes">Numbers per sample from the input to the output, such as 21, 100, 50, 10, 1; at least two, all positive.</param>
    /// <param name="random">The stream to draw from; each layer takes its own split, so a layer's weights do not depend on the others' sizes.</param>
    /// <exception cref="ArgumentException">Fewer than two sizes, or one is not positive.</exception>
    public DenseNetwork(IReadOnlyList<int> sizes, RandomStream random)
        : this(sizes)
    {
        ArgumentNullException.ThrowIfNull(random);
        foreach (var layer in Layers)
        {
            var stream = random.Split(layer.Name);
            var bound = Math.Sqrt(6.0 / (layer.Inputs + layer.Outputs));
            foreach (ref var weight in WeightsOf(layer, Parameters))
            {
                weight = (float)stream.NextUniform(-bound, bound);
            }
        }
    }

    private DenseNetwork(IReadOnlyList<int> sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        if (sizes.Count < 2 || sizes.Any(size => size <= 0))
        {
            throw new ArgumentException(
                $"A network needs at least two positive sizes, input to output; given were [{string.Join(", ", sizes)}].", nameof(sizes));
        }

        Sizes = [.. sizes];
        var layers = new List<DenseNetworkLayer>();
        var offset = 0;
        for (var index = 1; index < sizes.Count; index++)
        {
            var layer = new DenseNetworkLayer(string.Create(CultureInfo.InvariantCulture, $"layer{index}"), offset, sizes[index - 1], sizes[index]);
            layers.Add(layer);
            offset = checked(offset + layer.Length);
        }

        Layers = layers;
        _parameters = new AlignedNumbers<float>(offset);
    }

    /// <summary>Numbers per sample from the input to the output.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<DenseNetworkLayer> Layers { get; }

    /// <summary>All parameters, D numbers; an optimizer writes here.</summary>
    public Span<float> Parameters => _parameters.Span;

    /// <summary>The same parameters for whoever keeps hold of them, such as a tape that borrows them.</summary>
    public ReadOnlyMemory<float> ParameterMemory => _parameters.Memory;

    /// <summary>D, the number of parameters.</summary>
    public int ParameterCount => _parameters.Length;

    /// <summary>Room for batches of <paramref name="batch"/> samples; allocates everything a training step needs.</summary>
    public DensePass CreatePass(int batch) => new(this, batch);

    /// <summary>The parameters cut into groups that cover them in order.</summary>
    public IReadOnlyList<ParameterGroup> Groups(Grouping grouping) => grouping switch
    {
        Grouping.Layer => [.. Layers.Select(layer => new ParameterGroup(layer.Name, layer.Offset, layer.Length))],
        Grouping.Variable => [.. Layers.SelectMany(layer => new[]
        {
            new ParameterGroup(layer.WeightName, layer.Offset, layer.Length - layer.Outputs),
            new ParameterGroup(layer.BiasName, layer.Offset + layer.Length - layer.Outputs, layer.Outputs),
        })],
        Grouping.Coordinate => [.. Enumerable.Range(0, ParameterCount).Select(index =>
            new ParameterGroup(string.Create(CultureInfo.InvariantCulture, $"parameter{index}"), index, 1))],
        _ => throw new ArgumentOutOfRangeException(nameof(grouping), grouping, "Parameters are grouped by layer, variable or coordinate."),
    };

    /// <summary>The network as tensors <c>layerN.weight</c> [inputs, outputs] and <c>layerN.bias</c> [outputs].</summary>
    public SafeTensorsFile Save()
    {
        var file = new SafeTensorsBuilder()
            .AddMetadata(KindKey, Kind).AddMetadata(SizesKey, string.Join(',', Sizes)).AddMetadata("activation", "relu");
        foreach (var layer in Layers)
        {
            file.Add<float>(layer.WeightName, WeightsOf(layer, Parameters), [layer.Inputs, layer.Outputs]);
            file.Add<float>(layer.BiasName, BiasOf(layer, Parameters));
        }

        return file.Build();
    }

    /// <summary>The network that was saved, to the bit.</summary>
    /// <exception cref="FormatException">The file holds something else, or its tensors do not fit the sizes it names.</exception>
    public static DenseNetwork Load(SafeTensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Metadata.GetValueOrDefault(KindKey) != Kind || !file.Metadata.TryGetValue(SizesKey, out var text))
        {
            throw new FormatException(
                $"The checkpoint is no network: its kind is '{file.Metadata.GetValueOrDefault(KindKey)}', not '{Kind}', or it does not name its sizes.");
        }

        var sizes = text.Split(',').Select(size => int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"The checkpoint names the sizes '{text}'; expected are whole numbers separated by commas.")).ToList();
        RequireAsManyNumbers(file, sizes, text);
        var network = new DenseNetwork(sizes);
        foreach (var layer in network.Layers)
        {
            Read(file, layer.WeightName, [layer.Inputs, layer.Outputs], WeightsOf(layer, network.Parameters));
            Read(file, layer.BiasName, [layer.Outputs], BiasOf(layer, network.Parameters));
        }

        return network;
    }

    internal static Span<float> WeightsOf(DenseNetworkLayer layer, Span<float> buffer) => buffer.Slice(layer.Offset, layer.Inputs * layer.Outputs);

    internal static Span<float> BiasOf(DenseNetworkLayer layer, Span<float> buffer) =>
        buffer.Slice(layer.Offset + (layer.Inputs * layer.Outputs), layer.Outputs);

    // Before room is made for them: a file of a few bytes may name sizes that no memory holds.
    private static void RequireAsManyNumbers(SafeTensorsFile file, List<int> sizes, string text)
    {
        var asked = UInt128.Zero;
        for (var index = 1; index < sizes.Count; index++)
        {
            asked += ((UInt128)(uint)sizes[index - 1] + 1) * (uint)sizes[index];
        }

        var stored = file.Tensors.Values.Sum(tensor => (long)tensor.Count);
        if (sizes.Count < 2 || sizes.Contains(0) || asked != (UInt128)stored)
        {
            throw new FormatException($"The checkpoint names the sizes '{text}', {asked} parameters, and holds {stored}; it is damaged or of another kind.");
        }
    }

    private static void Read(SafeTensorsFile file, string name, long[] shape, Span<float> target)
    {
        if (!file.Tensors.TryGetValue(name, out var tensor) || tensor.Type != ElementType.F32 || !tensor.Shape.SequenceEqual(shape))
        {
            var found = tensor is null ? "is missing" : $"is {tensor.Type} of shape [{string.Join(", ", tensor.Shape)}]";
            throw new FormatException($"The checkpoint's tensor '{name}' {found}; its sizes ask for F32 of shape [{string.Join(", ", shape)}].");
        }

        tensor.CopyTo(target);
    }
}
