namespace Engram.Benchmarks.Measuring;

/// <summary>What the core could do at most while a workload was measured, in floating-point operations per second in single precision.</summary>
/// <param name="Median">Over the rounds.</param>
/// <param name="Most">Of any round.</param>
internal readonly record struct PeakBeside(double Median, double Most);
