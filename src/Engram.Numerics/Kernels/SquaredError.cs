namespace Engram.Numerics.Kernels;

/// <summary>The mean squared error and its derivative.</summary>
public static class SquaredError
{
    /// <summary>The mean of (p − t)² over all numbers, in the squared unit of the target.</summary>
    /// <param name="predictions">p, n numbers.</param>
    /// <param name="targets">t, n numbers.</param>
    /// <param name="gradient">Receives the derivative by p, 2 (p − t) / n.</param>
    /// <returns>The loss, summed in double precision in the order of the numbers; NaN and ±∞ as they come.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or there are no numbers.</exception>
    public static double Mean(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, Span<float> gradient)
    {
        var count = predictions.Length;
        if (count == 0 || targets.Length != count || gradient.Length != count)
        {
            throw new ArgumentException(
                $"The mean squared error needs as many predictions, targets and gradients, at least one; "
                + $"given were {count}, {targets.Length} and {gradient.Length}.");
        }

        var sum = 0.0;
        for (var index = 0; index < count; index++)
        {
            var error = (double)predictions[index] - targets[index];
            sum += error * error;
            gradient[index] = (float)(2 * error / count);
        }

        return sum / count;
    }
}
