namespace Engram.Experiments.Options;

/// <summary>Collects everything that is wrong with a request: field path → what is wrong with it, so that all faults are told at once.</summary>
/// <remarks>
/// A path names the field as the request has it: <c>options.eta</c>, <c>conditions[1].options.eta</c>, <c>seeds</c>.
/// The same fault of the same field is kept once.
/// </remarks>
public sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> messages = [];

    /// <summary>True when nothing was found wrong.</summary>
    public bool IsEmpty => messages.Count == 0;

    /// <summary>The fields with faults, in the order they were found.</summary>
    public IEnumerable<string> Fields => messages.Keys;

    /// <summary>The faults of a field; empty when it has none.</summary>
    public IReadOnlyList<string> this[string field] => messages.TryGetValue(field, out var found) ? found : [];

    /// <summary>Adds a fault.</summary>
    /// <param name="field">Path of the field.</param>
    /// <param name="message">What was given, what is allowed, what to do.</param>
    public void Add(string field, string message)
    {
        if (!messages.TryGetValue(field, out var found))
        {
            messages[field] = found = [];
        }

        if (!found.Contains(message))
        {
            found.Add(message);
        }
    }

    /// <summary>The shape problem+json wants: field → faults, a copy.</summary>
    public IDictionary<string, string[]> ToDictionary() => messages.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray());

    /// <summary>One line per fault: <c>field: message</c>.</summary>
    public override string ToString() =>
        string.Join(Environment.NewLine, messages.SelectMany(pair => pair.Value.Select(message => $"{pair.Key}: {message}")));

    /// <summary>Refuses when something is wrong.</summary>
    /// <exception cref="InvalidFieldsException">There is at least one fault; the exception carries all of them.</exception>
    public void ThrowIfAny()
    {
        if (!IsEmpty)
        {
            throw new InvalidFieldsException(this);
        }
    }
}
