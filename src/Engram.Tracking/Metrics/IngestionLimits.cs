namespace Engram.Tracking.Metrics;

/// <summary>How much may wait to be written, and how it is grouped.</summary>
public sealed record IngestionLimits
{
    /// <summary>Transactions at once. Default 2: one is prepared while the other waits for the disk.</summary>
    public int Lanes { get; init; } = 2;

    /// <summary>Points that may wait in a lane, some 40 bytes of memory each; a single larger write may, alone. Default 2 million.</summary>
    public int MaxWaitingPoints { get; init; } = 2_000_000;

    /// <summary>Writes that may wait in a lane. Default 4,096.</summary>
    public int MaxWaitingWrites { get; init; } = 4_096;

    /// <summary>Writes in one transaction at most. Default 256.</summary>
    public int MaxGroup { get; init; } = 256;

    /// <summary>When whoever was refused should ask again. Default 1 s.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}
