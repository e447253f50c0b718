using Engram.Experiments.Options;

namespace Engram.Experiments;

/// <summary>The catalogue has no experiment of that name.</summary>
/// <param name="name">As it was asked for.</param>
/// <param name="known">The names there are.</param>
public sealed class UnknownExperimentException(string name, IReadOnlyCollection<string> known)
    : Exception($"There is no experiment '{name}'. {NearestName.Suggestion(name, known)} The catalogue lists all of them.")
{
    /// <summary>As it was asked for.</summary>
    public string Name { get; } = name;
}
