namespace Engram.Tracking.Comparing;

/// <summary>What stands for many scores.</summary>
public enum Statistic
{
    /// <summary>Arithmetic mean.</summary>
    Mean,

    /// <summary>The middle score; the mean of the two middle ones when their number is even.</summary>
    Median,

    /// <summary>Interquartile mean: the mean of the middle half.</summary>
    Iqm,
}
