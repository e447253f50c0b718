namespace Engram.Client.Sending;

/// <summary>What the server made of a request.</summary>
internal enum Answer
{
    /// <summary>It is done.</summary>
    Accepted,

    /// <summary>It is refused for good.</summary>
    Refused,

    /// <summary>It does not know us: with another token it may be done.</summary>
    Unknown,
}
