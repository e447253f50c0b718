namespace Engram.Web.Charts;

/// <summary>A task of a run in a <see cref="LineageChart"/>.</summary>
/// <param name="Key">Unique in the chart.</param>
/// <param name="Title">Name of the task, or of the run when it has no tasks.</param>
/// <param name="Detail">Run, seed or score: a second line.</param>
/// <param name="Url">Its page.</param>
/// <param name="IsHere">True for tasks of the run whose page this is.</param>
public sealed record LineageBox(string Key, string Title, string Detail, string Url, bool IsHere);

/// <summary>A transfer in a <see cref="LineageChart"/>: <paramref name="To"/> started from a checkpoint of <paramref name="From"/>.</summary>
/// <param name="From">Key of the node that wrote the checkpoint.</param>
/// <param name="To">Key of the node that started from it.</param>
/// <param name="Kinds">Kinds of the checkpoints handed over, in the order drawn.</param>
public sealed record LineageArrow(string From, string To, IReadOnlyList<string> Kinds);
