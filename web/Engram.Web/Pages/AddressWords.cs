using Engram.Experiments.Options;

namespace Engram.Web.Pages;

/// <summary>Reads the query of an address word by word, and keeps a sentence for everything in it that could not be understood.</summary>
/// <param name="query">What stands behind the question mark. An empty value is as good as none.</param>
internal sealed class AddressWords(IQueryCollection query)
{
    // An address may be wrong about a name of which there are hundreds.
    private const int MostShown = 12;
    private readonly List<string> _known = [];
    private readonly List<string> _faults = [];

    /// <summary>What was not understood: what was given and what is allowed. Ask last.</summary>
    public IReadOnlyList<string> Faults =>
        [.. _faults, .. query.Keys.Except(_known, StringComparer.OrdinalIgnoreCase).Select(name => $"There is nothing called \"{name}\" here. {NearestName.Suggestion(name, _known)}")];

    /// <summary>One of some names; null when absent or none of them.</summary>
    public string? OneOf(string name, IReadOnlyCollection<string> names) => Read(name, names.Count == 0 ? "nothing here" : Listed(names), given => names.Contains(given) ? given : null);

    /// <summary>One of some names; null when absent or none of them. A name that means something elsewhere is no fault: a form carries its other fields along.</summary>
    public string? OneOf(string name, IReadOnlyCollection<string> names, IReadOnlyCollection<string> elsewhere) =>
        elsewhere.Contains(query[name].ToString()) && !names.Contains(query[name].ToString()) ? Skipped(name) : OneOf(name, names);

    /// <summary>One of an enumeration's values, in whatever case; the other value when absent or none of them.</summary>
    public T OneOf<T>(string name, T otherwise) where T : struct, Enum =>
        Read(name, Listed(Array.ConvertAll(Enum.GetNames<T>(), Lower)), given => Enum.GetNames<T>().FirstOrDefault(one => Lower(one) == Lower(given))) is { } word ? Enum.Parse<T>(word) : otherwise;

    /// <summary>What the reader makes of a value; null when it is absent or the reader makes nothing of it.</summary>
    /// <param name="name">What stands before the equals sign.</param>
    /// <param name="takes">What is allowed, in words that follow "takes".</param>
    /// <param name="read">Null for what it does not understand.</param>
    public T? Read<T>(string name, string takes, Func<string, T?> read)
    {
        _known.Add(name);
        if (query[name].ToString() is not { Length: > 0 } given) return default;
        if (read(given) is { } value) return value;
        _faults.Add($"{name} takes {takes}; given was \"{given}\".");
        return default;
    }

    private string? Skipped(string name)
    {
        _known.Add(name);
        return null;
    }

    private static string Listed(IReadOnlyCollection<string> names) => names.Count > MostShown ? $"{string.Join(", ", names.Take(MostShown))} or one of {names.Count - MostShown} others"
        : names.Count == 1 ? names.First() : $"{string.Join(", ", names.SkipLast(1))} or {names.Last()}";

    private static string Lower(string name) => name.ToLowerInvariant();
}
