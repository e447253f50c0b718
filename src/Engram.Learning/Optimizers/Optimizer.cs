namespace Engram.Learning.Optimizers;

/// <summary>Moves parameters by an <see cref="IUpdateRule"/>: w ← w − step, in single or double precision.</summary>
/// <remarks>
/// Single-precision gradients are widened, and the difference is rounded to single once: no digit is lost between. O(D); allocates nothing per
/// step. Holds scratch of 2 D doubles; not thread-safe.
/// </remarks>
public sealed class Optimizer
{
    private readonly double[] _gradient;
    private readonly double[] _step;

    /// <summary>An optimizer that follows <paramref name="rule"/>.</summary>
    public Optimizer(IUpdateRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        Rule = rule;
        _gradient = new double[rule.Dimension];
        _step = new double[rule.Dimension];
    }

    /// <summary>The rule it follows.</summary>
    public IUpdateRule Rule { get; }

    /// <summary>What the last step subtracted, [D]; zero before the first.</summary>
    public ReadOnlySpan<double> LastStep => _step;

    /// <summary>One step on single-precision parameters.</summary>
    /// <param name="parameters">w, [D]; moved in place.</param>
    /// <param name="gradient">∂L/∂w at w, [D].</param>
    /// <exception cref="ArgumentException">A length is not D, or the rule refuses the gradient; the parameters have not moved then.</exception>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradient)
    {
        Require(parameters.Length, gradient.Length);
        for (var index = 0; index < gradient.Length; index++)
        {
            _gradient[index] = gradient[index];
        }

        Rule.Propose(_gradient, _step);
        for (var index = 0; index < parameters.Length; index++)
        {
            parameters[index] = (float)(parameters[index] - _step[index]);
        }
    }

    /// <summary>One step on double-precision parameters.</summary>
    /// <inheritdoc cref="Step(Span{float}, ReadOnlySpan{float})"/>
    public void Step(Span<double> parameters, ReadOnlySpan<double> gradient)
    {
        Require(parameters.Length, gradient.Length);
        Rule.Propose(gradient, _step);
        for (var index = 0; index < parameters.Length; index++)
        {
            parameters[index] -= _step[index];
        }
    }

    private void Require(int parameters, int gradient)
    {
        if (parameters != Rule.Dimension || gradient != Rule.Dimension)
        {
            throw new ArgumentException(
                $"The rule was made for {Rule.Dimension} parameters; given were {parameters} parameters and {gradient} gradients.");
        }
    }
}
