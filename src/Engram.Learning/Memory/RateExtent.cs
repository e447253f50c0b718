namespace Engram.Learning.Memory;

/// <summary>Lowest, highest and sum of the rates recalled so far in a step.</summary>
internal readonly record struct RateExtent(double Lowest, double Highest, double Sum)
{
    /// <summary>Of no rates.</summary>
    public static RateExtent Empty => new(double.PositiveInfinity, double.NegativeInfinity, 0);
}
