namespace Engram.Web.Charts;

/// <summary>A line of a <see cref="CurvesChart"/>, as its legend shows it; the points come from the chart's source.</summary>
/// <param name="Key">As the source names the line.</param>
/// <param name="Label">For people.</param>
/// <param name="Position">Of the condition in its study, or of the line in the chart: decides colour and dash.</param>
public sealed record CurveLine(string Key, string Label, int Position)
{
    /// <summary>A few words after the label: <c>n = 3</c>.</summary>
    public string Detail { get; init; } = "";

    /// <summary>True when the other lines are held against it: it is drawn broad and pale beneath them, so that it is seen where they meet it.</summary>
    public bool IsReference { get; init; }
}
