namespace Engram.Tracking.Archives;

/// <summary>What an archive brought in.</summary>
/// <param name="Project">The project.</param>
/// <param name="Name">What it is called here.</param>
/// <param name="IsNew">False when the project was here before.</param>
/// <param name="Studies">Studies that were not here before.</param>
/// <param name="Runs">Runs that were not here before.</param>
/// <param name="RunsThere">Runs that were here, or whose place (condition and seed) another run has: nothing about them was changed.</param>
/// <param name="Points">Points of the new runs.</param>
/// <param name="Checkpoints">Checkpoints of the new runs.</param>
/// <param name="Artifacts">Artifacts of the new runs.</param>
/// <param name="LineageCut">Edges to checkpoints that are neither in the archive nor here: they were left out.</param>
public sealed record Imported(Guid Project, string Name, bool IsNew, int Studies, int Runs, int RunsThere, long Points, int Checkpoints, int Artifacts, int LineageCut)
{
    /// <summary>Columns, as <c>runs.colour</c>, that this program does not know: a newer one made the archive. What they held was left out.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];
}
