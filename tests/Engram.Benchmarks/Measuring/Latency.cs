namespace Engram.Benchmarks.Measuring;

/// <summary>How long single operations took on the clock, s: what a control loop must reckon with.</summary>
/// <param name="Median">Half of them took no longer.</param>
/// <param name="P99">99 in 100 took no longer.</param>
/// <param name="P999">999 in 1000 took no longer.</param>
/// <param name="Most">None took longer.</param>
/// <param name="Count">How many there were.</param>
internal sealed record Latency(double Median, double P99, double P999, double Most, int Count)
{
    /// <summary>Sums up.</summary>
    public static Latency Of(IReadOnlyList<double> times) => new(
        Statistics.Median(times), Statistics.Quantile(times, 0.99), Statistics.Quantile(times, 0.999), times.Max(), times.Count);
}
