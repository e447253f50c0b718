using System.Numerics;

namespace Engram.Learning.Optimizers;

/// <summary>A rule that can subtract what it proposes in the pass in which it computes it.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal interface IMovesInOnePass<T> : IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>One step, with the bits of <see cref="IUpdateRule{T}.Propose"/> and a subtraction.</summary>
    /// <param name="parameters">w, [D]; moved in place.</param>
    /// <param name="gradient">∂L/∂w at w, [D]. The lengths have been checked.</param>
    void Move(Span<T> parameters, ReadOnlySpan<T> gradient);
}
