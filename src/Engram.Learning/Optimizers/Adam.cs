using Engram.Numerics.Serialization;

namespace Engram.Learning.Optimizers;

/// <summary>Adam with bias correction and β₁ = 0.9, β₂ = 0.999, ε = 1e-8; the gradient is not clipped.</summary>
/// <remarks>Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, Algorithm 1.</remarks>
public sealed class Adam : IUpdateRule
{
    private readonly AdamMoments _moments;

    /// <summary>A rule.</summary>
    /// <param name="dimension">D, at least 1.</param>
    /// <param name="rate">α, not negative: about the largest move of a parameter per step.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public Adam(int dimension, double rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        if (!(rate >= 0) || !double.IsFinite(rate))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "The rate must be finite and not negative.");
        }

        Dimension = dimension;
        Rate = rate;
        _moments = new AdamMoments(dimension);
    }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <summary>α.</summary>
    public double Rate { get; }

    /// <inheritdoc/>
    /// <remarks>A NaN in the gradient stays in the moments and the parameter: divergence stays visible.</remarks>
    public void Propose(ReadOnlySpan<double> gradient, Span<double> step)
    {
        _moments.Update(gradient);
        var first = _moments.First;
        var second = _moments.Second;
        var (firstCorrection, secondCorrection) = (1 - _moments.FirstPower, 1 - _moments.SecondPower);
        for (var index = 0; index < step.Length; index++)
        {
            step[index] = Rate * (first[index] / firstCorrection) / (Math.Sqrt(second[index] / secondCorrection) + AdamMoments.Epsilon);
        }
    }

    /// <inheritdoc/>
    public void BeginTask() => _moments.Reset();

    /// <inheritdoc/>
    public void SaveState(SafeTensorsBuilder file) => _moments.Save(file);

    /// <inheritdoc/>
    public void LoadState(SafeTensorsFile file) => _moments.Load(file);
}
