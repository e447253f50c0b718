using Engram.Tracking.Runs;

namespace Engram.Web.Charts;

/// <summary>A condition in a <see cref="SeedGrid"/>.</summary>
/// <param name="Position">Position of the condition in its study.</param>
/// <param name="Label">Its label.</param>
/// <param name="Runs">Its runs by seed; a seed without one is a hole.</param>
public sealed record SeedGridRow(int Position, string Label, IReadOnlyDictionary<long, SeedGridCell> Runs);

/// <summary>A run in a <see cref="SeedGrid"/>.</summary>
/// <param name="Url">Its page.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Progress">Share done, 0 to 1.</param>
/// <param name="Note">What it does or why it failed, a few words.</param>
public sealed record SeedGridCell(string Url, RunState State, double Progress, string Note);
