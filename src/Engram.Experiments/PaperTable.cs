using System.Text.Json.Nodes;

namespace Engram.Experiments;

/// <summary>A table of the source, so that a study can be laid beside it cell by cell.</summary>
/// <param name="Title">As the source calls it: <c>Table I</c>.</param>
/// <param name="Caption">What the cells are, with unit.</param>
/// <param name="Metric">Score whose mean over seeds stands in a cell.</param>
public sealed record PaperTable(string Title, string Caption, string Metric)
{
    /// <summary>Groups of rows: one label and the option settings that select it. A group has one row per task.</summary>
    public required IReadOnlyList<TableAxis> Rows { get; init; }

    /// <summary>Columns: one label and the option settings that select it.</summary>
    public required IReadOnlyList<TableAxis> Columns { get; init; }

    /// <summary>Tasks of each row group, in order.</summary>
    public required IReadOnlyList<string> Tasks { get; init; }

    /// <summary>The source's numbers by (row label, task, column label); a cell the source lacks is absent.</summary>
    public required IReadOnlyDictionary<(string Row, string Task, string Column), double> Published { get; init; }
}

/// <summary>One row group or column of a table: the conditions whose options match all of <paramref name="Where"/>, averaged per seed.</summary>
/// <param name="Label">As printed.</param>
/// <param name="Where">Option name → required value; empty selects every condition.</param>
public sealed record TableAxis(string Label, IReadOnlyDictionary<string, JsonNode> Where);
