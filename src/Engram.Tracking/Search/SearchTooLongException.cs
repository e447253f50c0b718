namespace Engram.Tracking.Search;

/// <summary>A search took longer than one may.</summary>
/// <param name="limit">How long that is.</param>
public sealed class SearchTooLongException(TimeSpan limit) : Exception(
    $"The search was ended after {limit.TotalSeconds:0.#} s. Ask for one project, or for less: a comparison with a number, = or in is quicker than ~, like and not.");
