using System.Globalization;
using Engram.Web.Claims;

namespace Engram.Web.Api.Tables;

/// <summary>The tables of an experiment's source with a study laid beside them.</summary>
/// <param name="StudyId">Identifier of the study.</param>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="Tables">The tables; none when the source has none.</param>
internal sealed record TablesAnswer(Guid StudyId, string Experiment, IReadOnlyList<TableAnswer> Tables);

/// <summary>A table: mean over seeds in every cell, with its 95 % interval (Student's t) and the source's number.</summary>
/// <param name="Title">As the source calls it.</param>
/// <param name="Caption">What the cells are, with unit.</param>
/// <param name="Source">Where the table is from.</param>
/// <param name="Metric">The score whose mean stands in a cell.</param>
/// <param name="Columns">Labels of the columns.</param>
/// <param name="Rows">One row per group and task.</param>
internal sealed record TableAnswer(string Title, string Caption, string Source, string Metric, IReadOnlyList<string> Columns,
    IReadOnlyList<TableRow> Rows)
{
    public static TableAnswer Of(EvaluatedTable evaluated, string source) =>
        new(evaluated.Table.Title, evaluated.Table.Caption, source, evaluated.Table.Metric,
        [.. evaluated.Table.Columns.Select(column => column.Label)], [.. evaluated.Rows.Select(row => new TableRow(row.Row, row.Task, row.Cells))]);

    /// <summary>The table as text: <c>mean [low, high]</c> and the source's number in a cell.</summary>
    public TextTable ToText() => new($"{Title}. {Caption} Mean over n seeds [95 % t interval]; the published number in parentheses.",
        ["", "task", .. Columns], [.. Rows.Select(row => (IReadOnlyList<string>)[row.Row, row.Task, .. row.Cells.Select(Words)])]);

    /// <summary>What <see cref="Lines"/> has in its columns.</summary>
    public static IReadOnlyList<string> LineHeader { get; } = ["table", "row", "task", "column", "n", "mean", "low", "high", "notFinite",
        "published"];

    /// <summary>One line per cell, every digit.</summary>
    public IEnumerable<IReadOnlyList<string>> Lines() => from row in Rows from cell in row.Cells select (IReadOnlyList<string>)[Title, row.Row,
        row.Task, cell.Column,
        $"{cell.N}", Digits(cell.Mean.Value), Digits(cell.Mean.Low), Digits(cell.Mean.High), $"{cell.NotFinite}", cell.Published is { } number
            ? Digits(number) : ""];

    private static string Words(EvaluatedCell cell)
    {
        var own = cell.Conditions == 0 ? "not in the study"
            : cell.N == 0 ? cell.NotFinite > 0 ? "diverged" : "no runs yet"
            : double.IsNaN(cell.Mean.Low) ? string.Create(CultureInfo.InvariantCulture, $"{cell.Mean.Value:G4}")
            : string.Create(CultureInfo.InvariantCulture, $"{cell.Mean.Value:G4} [{cell.Mean.Low:G4}, {cell.Mean.High:G4}]");
        var diverged = cell.N > 0 && cell.NotFinite > 0 ? $", {cell.NotFinite} diverged" : "";
        var partial = cell.IsPartial ? ", not all rows" : "";
        var seeds = cell.N > 0 ? $" n={cell.N}{diverged}{partial}" : "";
        return cell.Published is { } published ? string.Create(CultureInfo.InvariantCulture, $"{own}{seeds} ({published})") : $"{own}{seeds}";
    }

    private static string Digits(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>A row of a table.</summary>
/// <param name="Row">Label of its group.</param>
/// <param name="Task">Its task.</param>
/// <param name="Cells">One cell per column.</param>
internal sealed record TableRow(string Row, string Task, IReadOnlyList<EvaluatedCell> Cells);
