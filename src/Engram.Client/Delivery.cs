namespace Engram.Client;

/// <summary>What became of everything a run logged.</summary>
public enum Delivery
{
    /// <summary>The server has confirmed all of it.</summary>
    Complete,

    /// <summary>Some of it waits on disk; the next client of this server on this machine sends it.</summary>
    Spooled,

    /// <summary>The server refused some of it, for reasons that were reported; it is kept on disk in a folder whose name ends with <c>.refused</c>.</summary>
    Refused,
}
