using System.Numerics;
using Engram.Numerics.Random;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>What keeps a network from learning its data by heart.</summary>
public static class Regularization
{
    /// <summary>Some numbers are left out: each with the given probability becomes 0, the others are divided by what is kept on average.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="probability">Of leaving a number out, in [0, 1).</param>
    /// <param name="stream">The stream named for it; takes one word for each number, in their order, whatever the type.</param>
    /// <remarks>Source: N. Srivastava et al., "Dropout", JMLR 15, 2014, scaled in training as is usual. For evaluation, leave the call out.</remarks>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">The probability is outside [0, 1).</exception>
    public static Tensor<T> Dropout<T>(this Tensor<T> x, double probability, RandomStream stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!(probability is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Dropout leaves out with a probability from 0 to below 1.");
        }

        var kept = T.CreateTruncating(1 / (1 - probability));
        var mask = x.Tape.Result(nameof(Dropout), x.Shape, out var numbers);
        foreach (ref var number in numbers)
        {
            number = stream.NextSingle() < probability ? T.Zero : kept;
        }

        return x.Multiply(mask);
    }
}
