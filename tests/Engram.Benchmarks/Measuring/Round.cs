namespace Engram.Benchmarks.Measuring;

/// <summary>What one side showed in its turn of a round.</summary>
/// <param name="Cpu">Processor time of the process per operation, s.</param>
/// <param name="Wall">The shortest time on the clock per operation of any block of calls, s.</param>
internal readonly record struct Round(double Cpu, double Wall);

/// <summary>What one side showed over all rounds.</summary>
/// <param name="Cpu">Median of the processor time per operation, s.</param>
/// <param name="Wall">Least time on the clock per operation, s.</param>
/// <param name="Noise">Spread of the processor time over the rounds, as a share of its median.</param>
internal sealed record Timing(double Cpu, double Wall, double Noise)
{
    /// <summary>Sums up rounds.</summary>
    public static Timing Of(IReadOnlyList<Round> rounds)
    {
        List<double> times = [.. rounds.Select(round => round.Cpu)];
        return new Timing(Statistics.Median(times), rounds.Min(round => round.Wall), Statistics.Spread(times));
    }
}
