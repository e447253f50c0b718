namespace Engram.Tracking.Idempotency;

/// <summary>A creating request that carried a key of its caller's choice, and the answer it got: the same request again gets the same answer, and makes nothing.</summary>
/// <remarks>
/// The row is written in the transaction that makes the thing, so that neither exists without the other; the answer follows right after.
/// A row without an answer says that the server stopped in between. Rows are kept for <see cref="Kept"/>.
/// </remarks>
public sealed class KeyedRequest
{
    /// <summary>How long a key is remembered.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromDays(7);

    /// <summary>1 to 255 visible ASCII characters, chosen by the caller.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of method, address and body, 32 bytes: whether it is the same request.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>HTTP status of the answer; null until it is known.</summary>
    public int? Status { get; set; }

    /// <summary>Address of what was made.</summary>
    public string? Location { get; set; }

    /// <summary>The answer, JSON in UTF-8; null until it is known.</summary>
    public byte[]? Answer { get; set; }
}
