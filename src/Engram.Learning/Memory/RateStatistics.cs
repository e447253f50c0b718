namespace Engram.Learning.Memory;

/// <summary>What a memory did in its last step.</summary>
/// <param name="Lowest">The smallest rate it recalled.</param>
/// <param name="Mean">The mean over the coordinates, summed in their order.</param>
/// <param name="Highest">The largest.</param>
/// <param name="ClippedShare">The share of coordinates whose gradient lay outside [−g, g], 0 to 1.</param>
public readonly record struct RateStatistics(double Lowest, double Mean, double Highest, double ClippedShare)
{
    /// <summary>Before the first step: nothing was recalled.</summary>
    public static RateStatistics None { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN);
}
