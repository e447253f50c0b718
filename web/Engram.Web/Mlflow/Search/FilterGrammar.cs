using System.Globalization;

namespace Engram.Web.Mlflow.Search;

/// <summary>MLflow's filters and orders: conditions joined by AND, and nothing else.</summary>
/// <param name="subject">What the keys may be: those of runs or of experiments.</param>
internal sealed class FilterGrammar(FilterSubject subject)
{
    private static readonly string[] NumberComparators = ["=", "!=", "<", "<=", ">", ">="];
    private static readonly string[] TextComparators = ["=", "!=", "LIKE", "ILIKE"];

    /// <summary>The conditions of a filter; none when it is absent or empty.</summary>
    /// <exception cref="MlflowException">It is none, or consists of blanks; says where and what is allowed.</exception>
    public IReadOnlyList<FilterClause> Filter(string? text)
    {
        if (string.IsNullOrEmpty(text)) return [];
        if (string.IsNullOrWhiteSpace(text)) throw MlflowException.Invalid("Invalid filter: it consists of blanks. Leave it out, or write conditions such as metrics.loss < 0.5.");
        var words = new Words(Token.Read(text), text);
        List<FilterClause> clauses = [Clause(words)];
        while (words.TakeKeyword("AND")) clauses.Add(Clause(words));
        if (words.Next.Kind != TokenKind.End) throw words.Unexpected("AND, or the end; there is no OR, no NOT, no BETWEEN and no parentheses in this grammar");
        return clauses;
    }

    /// <summary>The keys of an order, first one first.</summary>
    /// <exception cref="MlflowException">One is no key, or comes twice.</exception>
    public IReadOnlyList<OrderClause> Order(IReadOnlyList<string> clauses)
    {
        List<OrderClause> order = [];
        foreach (var text in clauses)
        {
            var words = new Words(Token.Read(text), text);
            var key = subject.KeyOf(words, ordering: true);
            var descending = words.TakeKeyword("DESC");
            if (!descending) words.TakeKeyword("ASC");
            if (words.Next.Kind != TokenKind.End) throw words.Unexpected("ASC, DESC or the end, in order_by");
            if (order.Any(earlier => earlier.Key == key)) throw MlflowException.Invalid($"order_by contains duplicate fields: '{text}' is there twice.");
            order.Add(new(key, descending));
        }
        return order;
    }

    private FilterClause Clause(Words words)
    {
        var key = subject.KeyOf(words, ordering: false);
        var comparator = Comparator(words);
        if (comparator is "IN" or "NOT IN")
        {
            return FilterSubject.TakesLists(key) ? new(key, comparator, List(words), 0)
                : throw MlflowException.Invalid($"Invalid comparator '{comparator}' for '{key.Name}': only run_id and the fields of data sets can be compared with a list.");
        }
        var allowed = key.IsNumber ? NumberComparators : TextComparators;
        if (!allowed.Contains(comparator)) throw MlflowException.Invalid($"Invalid comparator '{comparator}' for '{key.Name}' in filter '{words.Text}'; valid are {string.Join(", ", allowed)}.");
        var value = words.Take();
        if (key.IsNumber)
        {
            return value.Kind == TokenKind.Number ? new(key, comparator, [], double.Parse(value.Text, CultureInfo.InvariantCulture))
                : throw MlflowException.Invalid($"Expected numeric value type for {(key.Kind == KeyKind.Metric ? "metric" : "numeric attribute")}: {key.Name}. Found {value.Told} at {value.Place + 1}");
        }
        return value.Kind is TokenKind.SingleQuoted or TokenKind.DoubleQuoted ? new(key, comparator, [value.Text], 0)
            : throw MlflowException.Invalid($"Expected a quoted string value for {key.Name} (e.g. 'my-value'). Got value {value.Told} at {value.Place + 1}");
    }

    private static string Comparator(Words words)
    {
        var token = words.Take();
        if (token.Kind == TokenKind.Sign && token.Text is not ("(" or ")" or ",")) return token.Text;
        if (token.IsKeyword("LIKE") || token.IsKeyword("ILIKE") || token.IsKeyword("IN")) return token.Text.ToUpperInvariant();
        if (token.IsKeyword("NOT") && words.TakeKeyword("IN")) return "NOT IN";
        throw words.Unexpected("a comparator: =, !=, <, <=, >, >=, LIKE, ILIKE, IN or NOT IN", token);
    }

    private static List<string> List(Words words)
    {
        if (!words.Take().IsSign("(")) throw words.Unexpected("a list of quoted strings in parentheses");
        List<string> values = [];
        do
        {
            var value = words.Take();
            if (value.Kind is not (TokenKind.SingleQuoted or TokenKind.DoubleQuoted)) throw words.Unexpected("a quoted string in the list", value);
            values.Add(value.Text);
        }
        while (words.TakeSign(","));
        return words.TakeSign(")") ? values : throw words.Unexpected("a comma or a closing parenthesis");
    }
}
