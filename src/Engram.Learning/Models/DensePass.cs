using Engram.Numerics.Kernels;

namespace Engram.Learning.Models;

/// <summary>One batch on its way through a <see cref="DenseNetwork"/> and back: activations and gradients, allocated once.</summary>
/// <remarks>
/// Uses the network's parameters as they are at each call. Not thread-safe: one pass per thread; the network may be shared while nobody writes it.
/// </remarks>
public sealed class DensePass
{
    private readonly DenseNetwork _network;
    private readonly AlignedNumbers<float> _gradient;
    private readonly float[] _input;
    private readonly float[][] _outputs;
    private readonly float[][] _outputGradients;

    internal DensePass(DenseNetwork network, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        _network = network;
        Batch = batch;
        _gradient = new AlignedNumbers<float>(network.ParameterCount);
        _input = new float[checked(batch * network.Sizes[0])];
        _outputs = [.. network.Layers.Select(layer => new float[checked(batch * layer.Outputs)])];
        _outputGradients = [.. network.Layers.Select(layer => new float[batch * layer.Outputs])];
    }

    /// <summary>Samples in a batch.</summary>
    public int Batch { get; }

    /// <summary>∂L/∂w of the last backward pass, D numbers in the order of <see cref="DenseNetwork.Parameters"/>.</summary>
    public ReadOnlySpan<float> Gradient => _gradient.Span;

    /// <summary>The network's outputs for a batch.</summary>
    /// <param name="inputs">[batch, inputs], row-major; copied, for the backward pass.</param>
    /// <returns>[batch, outputs]; overwritten by the next forward pass.</returns>
    /// <exception cref="ArgumentException">The number of inputs does not fit.</exception>
    public ReadOnlySpan<float> Forward(ReadOnlySpan<float> inputs)
    {
        if (inputs.Length != _input.Length)
        {
            throw new ArgumentException(
                $"{Batch} samples of {_network.Sizes[0]} inputs are {_input.Length} numbers; given were {inputs.Length}.", nameof(inputs));
        }

        inputs.CopyTo(_input);
        var flow = _input;
        for (var index = 0; index < _outputs.Length; index++)
        {
            var layer = _network.Layers[index];
            DenseLayer.Forward(
                Shape(layer), flow, DenseNetwork.WeightsOf(layer, _network.Parameters), DenseNetwork.BiasOf(layer, _network.Parameters), _outputs[index],
                rectify: index < _outputs.Length - 1);
            flow = _outputs[index];
        }

        return flow;
    }

    /// <summary>Fills <see cref="Gradient"/> for the last forward pass.</summary>
    /// <param name="outputGradient">∂L/∂y, [batch, outputs].</param>
    /// <exception cref="ArgumentException">Its length does not fit.</exception>
    public void Backward(ReadOnlySpan<float> outputGradient)
    {
        if (outputGradient.Length != _outputs[^1].Length)
        {
            throw new ArgumentException(
                $"{Batch} samples of {_network.Sizes[^1]} outputs are {_outputs[^1].Length} numbers; given were {outputGradient.Length}.",
                nameof(outputGradient));
        }

        outputGradient.CopyTo(_outputGradients[^1]);
        Backward();
    }

    /// <summary>Forward, mean squared error, backward: a training step but for the optimizer's part. Allocates nothing.</summary>
    /// <param name="inputs">[batch, inputs].</param>
    /// <param name="targets">[batch, outputs], in the unit the outputs shall have.</param>
    /// <returns>The loss before any update, the mean over batch and outputs, in the squared unit of the targets.</returns>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public double SquaredErrorStep(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets)
    {
        var loss = SquaredError.Mean(Forward(inputs), targets, _outputGradients[^1]);
        Backward();
        return loss;
    }

    private void Backward()
    {
        for (var index = _outputs.Length - 1; index >= 0; index--)
        {
            var layer = _network.Layers[index];
            var shape = Shape(layer);
            var gradient = _outputGradients[index];
            var input = index > 0 ? _outputs[index - 1] : _input;
            DenseLayer.BackwardParameters(
                shape, input, gradient, DenseNetwork.WeightsOf(layer, _gradient.Span), DenseNetwork.BiasOf(layer, _gradient.Span));
            if (index > 0)
            {
                DenseLayer.BackwardInput(shape, gradient, DenseNetwork.WeightsOf(layer, _network.Parameters), _outputGradients[index - 1], rectified: input);
            }
        }
    }

    private LayerShape Shape(DenseNetworkLayer layer) => new(Batch, layer.Inputs, layer.Outputs);
}
