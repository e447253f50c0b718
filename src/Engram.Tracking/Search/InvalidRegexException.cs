namespace Engram.Tracking.Search;

/// <summary>PostgreSQL does not take a regular expression of a filter.</summary>
/// <param name="reason">Its words.</param>
public sealed class InvalidRegexException(string reason) : Exception($"A regular expression (~) is not valid: {reason}.");
