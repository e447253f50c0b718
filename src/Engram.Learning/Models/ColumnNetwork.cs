using Engram.Numerics.Autodiff;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Models;

/// <summary>A feed-forward network that only answers, for batches that lie in columns: a policy beside many environments.</summary>
/// <remarks>
/// <para>It has a shape and scratch, but no parameters: each call is given them, so that one network serves every task's own parameters. They lie as in
/// <see cref="DenseNetwork"/>: layer after layer, each W [inputs, outputs] and then b [outputs].</para>
/// <para>A sample has the same bits in every batch and at every vector width. Not thread-safe: one per thread. See docs/methods/dynamics.md for its
/// speed.</para>
/// </remarks>
public sealed class ColumnNetwork
{
    private const int Panel = 64; // so many columns stay in the nearest cache while they pass the layers

    private readonly Activation hidden;
    private readonly Activation last;
    private float[] from;
    private float[] to;

    /// <summary>A network of a shape.</summary>
    /// <param name="sizes">Numbers per sample from the input to the output, such as 11, 100, 100, 2; at least two, all positive.</param>
    /// <param name="hidden">What the inner layers do to their numbers at the end.</param>
    /// <param name="last">What the last layer does; nothing by default.</param>
    /// <exception cref="ArgumentException">Fewer than two sizes, or one is not positive.</exception>
    public ColumnNetwork(IReadOnlyList<int> sizes, Activation hidden, Activation last = Activation.Identity)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        if (sizes.Count < 2 || sizes.Any(size => size <= 0))
        {
            throw new ArgumentException(
                $"A network needs at least two positive sizes, input to output; given were [{string.Join(", ", sizes)}].", nameof(sizes));
        }

        (Sizes, this.hidden, this.last) = ([.. sizes], hidden, last);
        for (var layer = 1; layer < sizes.Count; layer++)
        {
            ParameterCount = checked(ParameterCount + (sizes[layer - 1] + 1) * sizes[layer]);
        }

        var room = checked((sizes.Max() + 1) * Panel);
        (from, to) = (new float[room], new float[room]);
    }

    /// <summary>Numbers per sample from the input to the output.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>D, the number of parameters.</summary>
    public int ParameterCount { get; }

    /// <summary>The network's outputs for a batch.</summary>
    /// <param name="parameters">D numbers.</param>
    /// <param name="input">[inputs, batch], feature after feature.</param>
    /// <param name="output">Receives [outputs, batch]. Must not overlap the input.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <remarks>O(D batch); allocates nothing.</remarks>
    public void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> input, Span<float> output)
    {
        var (inputs, outputs) = (Sizes[0], Sizes[^1]);
        var batch = output.Length / outputs;
        if (parameters.Length != ParameterCount || input.Length != inputs * batch || output.Length != outputs * batch)
        {
            throw new ArgumentException(
                $"Given were {parameters.Length} parameters, {input.Length} inputs and room for {output.Length} outputs; the network has " +
                $"{ParameterCount} parameters, and a sample has {inputs} inputs and {outputs} outputs.");
        }

        for (var first = 0; first < batch; first += Panel)
        {
            var columns = Math.Min(Panel, batch - first);
            for (var row = 0; row < inputs; row++)
            {
                input.Slice(row * batch + first, columns).CopyTo(from.AsSpan(row * columns));
            }

            ForwardPanel(parameters, columns);
            for (var row = 0; row < outputs; row++)
            {
                from.AsSpan(row * columns, columns).CopyTo(output[(row * batch + first)..]);
            }
        }
    }

    private void ForwardPanel(ReadOnlySpan<float> parameters, int columns)
    {
        for (var layer = 1; layer < Sizes.Count; layer++)
        {
            var shape = new LayerShape(columns, Sizes[layer - 1], Sizes[layer]);
            var numbers = shape.Weights + shape.Outputs;
            from.AsSpan(shape.InputBatch, columns).Fill(1);
            ColumnLayer.Forward(
                shape, parameters[..numbers], from.AsSpan(0, shape.InputBatch + columns), to.AsSpan(0, shape.OutputBatch),
                layer == Sizes.Count - 1 ? last : hidden);
            parameters = parameters[numbers..];
            (from, to) = (to, from);
        }
    }
}
