using Engram.Experiments;
using Engram.Tracking.Comparing;

namespace Engram.Web.Claims;

/// <summary>A table of the source with a study laid beside it.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">One row per group and task, in the order of the source.</param>
public sealed record EvaluatedTable(PaperTable Table, IReadOnlyList<EvaluatedRow> Rows);

/// <summary>A row of a table.</summary>
/// <param name="Row">Label of its group.</param>
/// <param name="Task">Its task.</param>
/// <param name="Cells">One cell per column.</param>
public sealed record EvaluatedRow(string Row, string Task, IReadOnlyList<EvaluatedCell> Cells);

/// <summary>A cell of a table.</summary>
/// <param name="Column">Label of its column.</param>
/// <param name="Conditions">How many conditions of the study it averages; 0 when the study has none for it.</param>
/// <param name="N">Seeds in the mean.</param>
/// <param name="NotFinite">Seeds left out because their number is NaN or infinite.</param>
/// <param name="Mean">Mean over seeds and its interval; all NaN when no seed has a finite number.</param>
/// <param name="Published">The source's number; null when it has none.</param>
public sealed record EvaluatedCell(string Column, int Conditions, int N, int NotFinite, Estimate Mean, double? Published)
{
    /// <summary>True when the row averages over the other rows and the study lacks some of them: the source's number is of something else.</summary>
    public bool IsPartial { get; init; }
}
