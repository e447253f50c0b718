namespace Engram.Client.Spooling;

/// <summary>A file of the spool is not as it was written.</summary>
/// <param name="message">Which, and what follows from it.</param>
internal sealed class EngramSpoolException(string message) : IOException(message);
