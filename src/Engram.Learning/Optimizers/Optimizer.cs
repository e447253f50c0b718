using System.Numerics;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>Moves parameters by an <see cref="IUpdateRule{T}"/>: w ← w − step.</summary>
/// <remarks>O(D); allocates nothing per step. Holds room for one step where the rule needs it; not thread-safe.</remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Optimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IMovesInOnePass<T>? _inOnePass;
    private readonly T[] _step;

    /// <summary>An optimizer that follows <paramref name="rule"/>.</summary>
    public Optimizer(IUpdateRule<T> rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        Rule = rule;
        _inOnePass = rule as IMovesInOnePass<T>;
        _step = _inOnePass is null ? new T[rule.Dimension] : [];
    }

    /// <summary>The rule it follows.</summary>
    public IUpdateRule<T> Rule { get; }

    /// <summary>One step.</summary>
    /// <param name="parameters">w, [D]; moved in place.</param>
    /// <param name="gradient">∂L/∂w at w, [D].</param>
    /// <exception cref="ArgumentException">A length is not D, or the rule refuses the gradient; the parameters have not moved then.</exception>
    public void Step(Span<T> parameters, ReadOnlySpan<T> gradient)
    {
        if (parameters.Length != Rule.Dimension || gradient.Length != Rule.Dimension)
        {
            throw new ArgumentException(
                $"The rule was made for {Rule.Dimension} parameters; given were {parameters.Length} parameters and {gradient.Length} gradients.");
        }

        if (_inOnePass is not null)
        {
            _inOnePass.Move(parameters, gradient);
            return;
        }

        Rule.Propose(parameters, gradient, _step);
        Pointwise.Combine<T, Difference<T>>(parameters, 1, _step, 1, parameters, VectorWidths.Widest);
    }
}
