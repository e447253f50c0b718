using Engram.Numerics.Kernels;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Optimizers;

/// <summary>Gradient descent, w ← w − η clip(∂L/∂w, −g, g), clipped by value as the memory's baseline is in the authors' published code.</summary>
public sealed class GradientDescent : IUpdateRule
{
    private readonly double _bound;

    /// <summary>A rule.</summary>
    /// <param name="dimension">D, at least 1.</param>
    /// <param name="rate">η, not negative, in parameter per gradient.</param>
    /// <param name="gradientBound">g, positive; +∞ (the default) does not clip.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public GradientDescent(int dimension, double rate, double gradientBound = double.PositiveInfinity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        if (!(rate >= 0) || !double.IsFinite(rate))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "The rate must be finite and not negative.");
        }

        if (!(gradientBound > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(gradientBound), gradientBound, "The clip value must be positive; +∞ does not clip.");
        }

        Dimension = dimension;
        Rate = rate;
        _bound = gradientBound;
    }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <summary>η.</summary>
    public double Rate { get; }

    /// <inheritdoc/>
    /// <remarks>A NaN in the gradient becomes a NaN in the parameter: divergence stays visible.</remarks>
    public void Propose(ReadOnlySpan<double> gradient, Span<double> step)
    {
        Clipping.ByValue(gradient, _bound, step, out _);
        for (var index = 0; index < step.Length; index++)
        {
            step[index] *= Rate;
        }
    }

    /// <inheritdoc/>
    public void BeginTask()
    {
    }

    /// <inheritdoc/>
    public void SaveState(SafeTensorsBuilder file)
    {
    }

    /// <inheritdoc/>
    public void LoadState(SafeTensorsFile file)
    {
    }
}
