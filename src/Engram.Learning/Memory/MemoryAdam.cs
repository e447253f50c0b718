namespace Engram.Learning.Memory;

/// <summary>θ ← θ + ξ √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m / (√v + ε), m and v the moments of u: the form of the authors' published code.</summary>
/// <remarks>
/// Departs from Kingma and Ba, ICLR 2015, Algorithm 1, in where ε stands: outside the bias correction (their section 2, last paragraph).
/// t counts from the first step, whose u is zero because there is no gradient before it; its move is 0 / ε = 0.
/// </remarks>
internal sealed class MemoryAdam(int centres, double rate) : IMemoryRule
{
    private const double FirstDecay = 0.9;
    private const double SecondDecay = 0.999;
    private const double Epsilon = 1e-8;

    private readonly double[] _first = new double[centres];
    private readonly double[] _second = new double[centres];
    private double _firstPower = 1;  // β₁ᵗ by repeated multiplication: a power function would be another machine's bits
    private double _secondPower = 1;

    public Span<double> First => _first;

    public Span<double> Second => _second;

    /// <summary>β₁ᵗ and β₂ᵗ: the step counter in the form that is used.</summary>
    public (double First, double Second) Powers
    {
        get => (_firstPower, _secondPower);
        set => (_firstPower, _secondPower) = value;
    }

    public void Apply(ReadOnlySpan<double> pull, Span<double> theta)
    {
        _firstPower *= FirstDecay;
        _secondPower *= SecondDecay;
        var step = rate * Math.Sqrt(1 - _secondPower) / (1 - _firstPower);
        for (var index = 0; index < theta.Length; index++)
        {
            _first[index] = (FirstDecay * _first[index]) + ((1 - FirstDecay) * pull[index]);
            _second[index] = (SecondDecay * _second[index]) + ((1 - SecondDecay) * pull[index] * pull[index]);
            theta[index] += step * _first[index] / (Math.Sqrt(_second[index]) + Epsilon);
        }
    }

    public void Reset()
    {
        _first.AsSpan().Clear();
        _second.AsSpan().Clear();
        (_firstPower, _secondPower) = (1, 1);
    }
}
