namespace Engram.Numerics.Kernels;

/// <summary>LSTM layers on top of each other, and a number read off the last: the network that a learned optimizer runs for each coordinate.</summary>
/// <param name="Inputs">Numbers into the first layer.</param>
/// <param name="Units">Units of each layer.</param>
/// <param name="Layers">How many layers.</param>
/// <remarks>
/// Its parameters in one flat buffer: for each layer the bias [4 units], the input weights [inputs, 4 units] and the hidden weights [units, 4 units],
/// gates in the order input, forget, candidate, output; then the bias [1] and the weights [units] of the number that is read off.
/// </remarks>
public readonly record struct LstmStackShape(int Inputs, int Units, int Layers)
{
    /// <summary>Input, forget, candidate, output.</summary>
    internal const int Gates = 4;

    /// <summary>Length of the flat buffer.</summary>
    public int Parameters => checked(Start(Layers) + 1 + Units);

    /// <summary>Numbers that each coordinate carries from step to step: h and c of each layer.</summary>
    public int State => checked(2 * Layers * Units);

    /// <summary>How many numbers a layer sees: 1 for its bias, its inputs, its own hidden state.</summary>
    internal int Seen(int layer) => 1 + (layer == 0 ? Inputs : Units) + Units;

    /// <summary>Where the parameters of a layer begin; of the number that is read off for the layer after the last.</summary>
    internal int Start(int layer)
    {
        var start = 0;
        for (var before = 0; before < layer; before++)
        {
            start += Seen(before) * Gates * Units;
        }

        return start;
    }
}
