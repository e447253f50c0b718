namespace Engram.Web.Mlflow.Search;

/// <summary>What can be searched, and by which keys.</summary>
/// <param name="Prefixes">Prefix → kind of key. Case matters.</param>
/// <param name="Texts">Fields that are text.</param>
/// <param name="Numbers">Fields that are numbers.</param>
/// <param name="Aliases">Other spellings of fields.</param>
internal sealed record FilterSubject(
    IReadOnlyDictionary<string, KeyKind> Prefixes, IReadOnlyList<string> Texts, IReadOnlyList<string> Numbers, IReadOnlyDictionary<string, string> Aliases)
{
    private static readonly string[] DatasetFields = ["name", "digest", "context"];

    /// <summary>Runs.</summary>
    public static FilterSubject Runs { get; } = new(
        new Dictionary<string, KeyKind>
        {
            ["metric"] = KeyKind.Metric, ["metrics"] = KeyKind.Metric,
            ["param"] = KeyKind.Parameter, ["params"] = KeyKind.Parameter, ["parameter"] = KeyKind.Parameter, ["parameters"] = KeyKind.Parameter,
            ["tag"] = KeyKind.Tag, ["tags"] = KeyKind.Tag,
            ["attribute"] = KeyKind.Text, ["attributes"] = KeyKind.Text, ["attr"] = KeyKind.Text, ["run"] = KeyKind.Text,
            ["dataset"] = KeyKind.Dataset, ["datasets"] = KeyKind.Dataset,
        },
        ["run_id", "run_name", "status", "artifact_uri", "user_id"], ["start_time", "end_time"],
        new Dictionary<string, string>
        {
            ["created"] = "start_time", ["Created"] = "start_time", ["run name"] = "run_name", ["Run name"] = "run_name", ["Run Name"] = "run_name",
        });

    /// <summary>Experiments.</summary>
    public static FilterSubject Experiments { get; } = new(
        new Dictionary<string, KeyKind>
        {
            ["tag"] = KeyKind.Tag, ["tags"] = KeyKind.Tag,
            ["attribute"] = KeyKind.Text, ["attributes"] = KeyKind.Text, ["attr"] = KeyKind.Text,
        },
        ["name"], ["creation_time", "last_update_time"], new Dictionary<string, string>());

    /// <summary>True for keys that can be compared with a list of texts.</summary>
    public static bool TakesLists(FilterKey key) => key.Kind == KeyKind.Dataset || (key.Kind == KeyKind.Text && key.Name == "run_id");

    /// <summary>Takes a key: <c>prefix.name</c>, a field's name, or either with quotes around a name.</summary>
    public FilterKey KeyOf(Words words, bool ordering)
    {
        var token = words.Take();
        if (token.Kind is TokenKind.Backticked or TokenKind.DoubleQuoted) return FieldOf(token.Text, words, ordering);
        if (token.Kind != TokenKind.Word) throw words.Unexpected("a key such as metrics.loss, params.lr, tags.host or attributes.status", token);
        var dot = token.Text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return FieldOf(SpacedField(token.Text, words), words, ordering);
        var (prefix, name) = (token.Text[..dot], token.Text[(dot + 1)..]);
        if (!Prefixes.TryGetValue(prefix, out var kind))
        {
            throw MlflowException.Invalid($"Invalid entity type '{prefix}' in '{words.Text}'. Valid values are {string.Join(", ", Prefixes.Keys)}; keys with dots need backticks after one of these.");
        }
        if (name.Length == 0)
        {
            if (words.Next is not { Kind: TokenKind.Backticked or TokenKind.DoubleQuoted, IsJoined: true }) throw words.Unexpected("a name after the dot; names with spaces need backticks");
            name = words.Take().Text;
        }
        else if (kind == KeyKind.Text) name = SpacedField(name, words);
        return kind switch
        {
            KeyKind.Text => FieldOf(name, words, ordering),
            KeyKind.Dataset when ordering => throw MlflowException.Invalid($"Invalid order_by '{words.Text}': runs cannot be ordered by the data sets they read."),
            KeyKind.Dataset when !DatasetFields.Contains(name) =>
                throw MlflowException.Invalid($"Invalid dataset key '{name}' specified. Valid keys are {string.Join(", ", DatasetFields)}."),
            _ when name.Length == 0 => throw MlflowException.Invalid($"Invalid clause(s) in '{words.Text}': the name after '{prefix}.' is empty."),
            _ => new(kind, name),
        };
    }

    // "Run name" is a field of two words.
    private string SpacedField(string first, Words words) =>
        Aliases.Keys.Any(alias => alias.StartsWith(first + " ", StringComparison.Ordinal)) && words.Next is { Kind: TokenKind.Word } second && Aliases.ContainsKey($"{first} {second.Text}")
            ? $"{first} {words.Take().Text}" : first;

    private FilterKey FieldOf(string name, Words words, bool ordering)
    {
        var field = Aliases.GetValueOrDefault(name, name);
        if (Texts.Contains(field) || (ordering && field == "experiment_id" && this == Experiments)) return new(KeyKind.Text, field);
        if (Numbers.Contains(field)) return new(KeyKind.Number, field);
        throw MlflowException.Invalid($"Invalid attribute key '{name}' specified in '{words.Text}'. Valid keys are {string.Join(", ", [.. Texts, .. Numbers, .. Aliases.Keys])}.");
    }
}
