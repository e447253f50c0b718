namespace Engram.Tracking.Metrics;

/// <summary>More points wait to be written than may; these were not taken.</summary>
/// <param name="retryAfter">When to ask again.</param>
public sealed class IngestionFullException(TimeSpan retryAfter)
    : Exception($"More points wait to be written than this server holds; none of these were taken. Send them again in {retryAfter.TotalSeconds:0.#} s.")
{
    /// <summary>When to ask again.</summary>
    public TimeSpan RetryAfter => retryAfter;
}
