using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tests.Kernels;

/// <summary>An LSTM stack as its formulas say, one number at a time.</summary>
internal static class PlainLstm
{
    public static (double[] Outputs, double[] State) Run(LstmStackShape shape, double[] parameters, double[] inputs, double[] state, int steps, int coordinates)
    {
        var (outputs, last, units) = (new double[steps * coordinates], (double[])state.Clone(), shape.Units);
        for (var coordinate = 0; coordinate < coordinates; coordinate++)
        {
            for (var step = 0; step < steps; step++)
            {
                var flow = Enumerable.Range(0, shape.Inputs).Select(input => inputs[(((step * shape.Inputs) + input) * coordinates) + coordinate]).ToArray();
                for (var layer = 0; layer < shape.Layers; layer++)
                {
                    flow = Cell(parameters.AsSpan(shape.Start(layer)), flow, last, 2 * layer * units, units, coordinates, coordinate);
                }

                var read = parameters.AsSpan(shape.Start(shape.Layers));
                outputs[(step * coordinates) + coordinate] = read[0];
                for (var unit = 0; unit < units; unit++)
                {
                    outputs[(step * coordinates) + coordinate] += read[1 + unit] * flow[unit];
                }
            }
        }

        return (outputs, last);
    }

    // Parameters: the bias, a row for each input, a row for each unit. h begins at row of the state, c units rows behind it.
    private static double[] Cell(ReadOnlySpan<double> parameters, double[] flow, double[] state, int row, int units, int coordinates, int coordinate)
    {
        double[] seen = [1, .. flow, .. Enumerable.Range(row, units).Select(at => state[(at * coordinates) + coordinate])];
        var z = new double[4 * units];
        for (var k = 0; k < seen.Length; k++)
        {
            for (var gate = 0; gate < z.Length; gate++)
            {
                z[gate] += seen[k] * parameters[(k * z.Length) + gate];
            }
        }

        var hidden = new double[units];
        for (var unit = 0; unit < units; unit++)
        {
            var (input, forget, output) = (Sigmoid(z[unit]), Sigmoid(z[units + unit]), Sigmoid(z[(3 * units) + unit]));
            ref var cell = ref state[((row + units + unit) * coordinates) + coordinate];
            cell = (forget * cell) + (input * Math.Tanh(z[(2 * units) + unit]));
            hidden[unit] = output * Math.Tanh(cell);
            state[((row + unit) * coordinates) + coordinate] = hidden[unit];
        }

        return hidden;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
