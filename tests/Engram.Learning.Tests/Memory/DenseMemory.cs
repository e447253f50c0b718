namespace Engram.Learning.Tests.Memory;

/// <summary>The memory in its dense O(D M) form, straight from the equations, with the library's exponential: the oracle of LearningRateMemory.</summary>
internal sealed class DenseMemory(int dimension, int centres, double bound, double width, double memoryRate, double initialRate, bool adam, bool sign)
{
    private readonly double[] _centres = [.. Enumerable.Range(0, centres).Select(m => -bound + (2 * bound * m / (centres - 1)))];
    private readonly double _sigma = width * 2 * bound / (centres - 1);
    private readonly double[] _first = new double[centres];
    private readonly double[] _second = new double[centres];
    private double[] _previous = new double[dimension];
    private int _steps;

    public double[] Theta { get; } = [.. Enumerable.Repeat(initialRate, centres)];

    public double[] Step(double[] gradient)
    {
        var z = gradient.Select(value => Math.Min(Math.Max(value, -bound), bound)).ToArray();
        _steps++;
        for (var m = 0; m < centres; m++)
        {
            var u = 0.0;
            for (var d = 0; d < z.Length; d++)
            {
                var product = z[d] * _previous[d];
                u += (sign ? Math.Sign(product) : Math.Min(Math.Max(product, -1), 1)) * Activation(m, _previous[d]);
            }

            u /= z.Length;
            if (adam)
            {
                _first[m] = (0.9 * _first[m]) + (0.1 * u);
                _second[m] = (0.999 * _second[m]) + (0.001 * u * u);
                var rate = memoryRate * Math.Sqrt(1 - Math.Pow(0.999, _steps)) / (1 - Math.Pow(0.9, _steps));
                Theta[m] += rate * _first[m] / (Math.Sqrt(_second[m]) + 1e-8);
            }
            else
            {
                Theta[m] += memoryRate * u;
            }

            Theta[m] = Math.Min(Math.Max(Theta[m], 1e-9), 1);
        }

        _previous = z;
        return [.. z.Select(Recall)];
    }

    public double Recall(double z)
    {
        var (weighted, total) = (0.0, 0.0);
        for (var m = 0; m < centres; m++)
        {
            var activation = Activation(m, z);
            weighted += activation * Theta[m];
            total += activation;
        }

        return weighted / total;
    }

    private double Activation(int m, double z) => Math.Exp(-(z - _centres[m]) * (z - _centres[m]) / (2 * _sigma * _sigma));
}
