namespace Engram.Experiments.Claims;

/// <summary>The mean over seeds of <paramref name="Left"/> − <paramref name="Right"/> is expected between two ends.</summary>
/// <param name="Label">Which part of the claim this is, for example <c>light, η = 0.001</c>.</param>
/// <param name="Left">What is measured.</param>
/// <param name="Right">What it is compared with, paired by seed; null compares with zero.</param>
/// <param name="Low">Lower end, in the metric's unit; may be −∞.</param>
/// <param name="High">Upper end, in the metric's unit; may be +∞.</param>
public sealed record Expectation(string Label, Score Left, Score? Right, double Low, double High)
{
    /// <summary>Expects <paramref name="left"/> to be smaller than <paramref name="right"/>, seed by seed.</summary>
    public static Expectation Less(string label, Score left, Score right) => new(label, left, right, double.NegativeInfinity, 0);

    /// <summary>Expects <paramref name="score"/> between <paramref name="low"/> and <paramref name="high"/>; −∞ leaves it open below. A border that cannot be crossed (a time below zero) is better left open: intervals know nothing of it.</summary>
    public static Expectation Between(string label, Score score, double low, double high) => new(label, score, null, low, high);
}
