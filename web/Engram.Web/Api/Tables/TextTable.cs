using System.Text;

namespace Engram.Web.Api.Tables;

/// <summary>The forms a table can have besides JSON.</summary>
internal enum TableForm
{
    /// <summary>For programs.</summary>
    Json,

    /// <summary>For spreadsheets: RFC 4180, numbers with every digit.</summary>
    Csv,

    /// <summary>For notes and terminals.</summary>
    Markdown,

    /// <summary>For papers: a <c>tabular</c>.</summary>
    Latex,
}

/// <summary>A table as text.</summary>
/// <param name="Caption">What it shows; not in CSV.</param>
/// <param name="Header">Names of the columns.</param>
/// <param name="Rows">Cells, as many in each row as there are columns.</param>
internal sealed record TextTable(string Caption, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The media type of a form.</summary>
    public static string MediaType(TableForm form) => form switch
    {
        TableForm.Csv => "text/csv; charset=utf-8",
        TableForm.Markdown => "text/markdown; charset=utf-8",
        TableForm.Latex => "application/x-latex; charset=utf-8",
        _ => "application/json; charset=utf-8",
    };

    /// <summary>The table in a form other than JSON.</summary>
    public string To(TableForm form) => form switch
    {
        TableForm.Csv => ToCsv(),
        TableForm.Markdown => ToMarkdown(),
        TableForm.Latex => ToLatex(),
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "JSON is not text."),
    };

    /// <summary>Comma-separated values, RFC 4180.</summary>
    public string ToCsv() => string.Concat(Rows.Prepend(Header).Select(row => string.Join(',', row.Select(Quoted)) + "\r\n"));

    /// <summary>A Markdown table whose columns line up in a terminal too.</summary>
    public string ToMarkdown()
    {
        IReadOnlyList<string>[] all = [.. Rows.Prepend(Header).Select(row => row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))
            .ToList())];
        int[] widths = [.. Enumerable.Range(0, Header.Count).Select(column => all.Max(row => row[column].Length))];
        var text = new StringBuilder().Append("**").Append(Caption).Append("**\n\n");
        foreach (var (index, row) in all.Index())
        {
            text.Append("| ").AppendJoin(" | ", row.Select((cell, column) => cell.PadRight(widths[column]))).Append(" |\n");
            if (index == 0) text.Append("| ").AppendJoin(" | ", widths.Select(width => new string('-', width))).Append(" |\n");
        }
        return text.ToString();
    }

    /// <summary>A LaTeX <c>table</c> with a <c>tabular</c>.</summary>
    public string ToLatex()
    {
        var text = new StringBuilder("\\begin{table}\n\\caption{").Append(Escaped(Caption)).Append("}\n\\begin{tabular}{").Append('l', Header.Count)
            .Append("}\n\\hline\n");
        foreach (var (index, row) in Rows.Prepend(Header).Index())
        {
            text.AppendJoin(" & ", row.Select(Escaped)).Append(" \\\\\n");
            if (index == 0) text.Append("\\hline\n");
        }
        return text.Append("\\hline\n\\end{tabular}\n\\end{table}\n").ToString();
    }

    private static string Quoted(string cell) => cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell
        : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Escaped(string cell)
    {
        var text = new StringBuilder();
        foreach (var letter in cell)
        {
            _ = letter switch
            {
                '\\' => text.Append("\\textbackslash{}"),
                '&' or '%' or '$' or '#' or '_' or '{' or '}' => text.Append('\\').Append(letter),
                '~' => text.Append("\\textasciitilde{}"),
                '^' => text.Append("\\textasciicircum{}"),
                'η' => text.Append("$\\eta$"),
                'θ' => text.Append("$\\theta$"),
                '±' => text.Append("$\\pm$"),
                '²' => text.Append("$^2$"),
                '−' => text.Append("$-$"),
                _ => text.Append(letter),
            };
        }
        return text.ToString();
    }
}
