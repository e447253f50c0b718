namespace Engram.Web.Charts;

/// <summary>A path in a <see cref="PathChart"/>.</summary>
/// <param name="Label">The task that went it.</param>
/// <param name="Points">In the order they were passed; finite.</param>
public sealed record PathLine(string Label, IReadOnlyList<(double Across, double Up)> Points);
