namespace Engram.Web.Charts;

/// <summary>One row of a <see cref="ForestChart"/>: an estimate over seeds with its interval.</summary>
/// <param name="Label">What is estimated.</param>
/// <param name="Value">The estimate.</param>
/// <param name="Low">Lower end of the interval; NaN when there is none.</param>
/// <param name="High">Upper end of the interval; NaN when there is none.</param>
/// <param name="Seeds">How many seeds stand behind it.</param>
public sealed record ForestRow(string Label, double Value, double Low, double High, int Seeds)
{
    /// <summary>Position of the condition in its study, for its colour; null draws in ink.</summary>
    public int? Position { get; init; }

    /// <summary>The number of each seed, drawn as small marks.</summary>
    public IReadOnlyList<double> Scores { get; init; } = [];

    /// <summary>What the source printed, drawn as a hollow diamond; null when it printed nothing.</summary>
    public double? Published { get; init; }

    /// <summary>A few words after the numbers: a verdict, a corrected p.</summary>
    public string Remark { get; init; } = "";

    internal IEnumerable<double> Drawn => Published is { } published ? [Value, Low, High, .. Scores, published] : [Value, Low, High, .. Scores];
}
