using System.Globalization;

namespace Engram.Tracking.Artifacts;

/// <summary>The name of some bytes: their SHA-256.</summary>
public readonly record struct ContentAddress
{
    private readonly string? _hex;

    /// <summary>Of a digest.</summary>
    /// <param name="sha256">32 bytes.</param>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public ContentAddress(ReadOnlySpan<byte> sha256)
    {
        if (sha256.Length != 32) throw new ArgumentException($"A SHA-256 has 32 bytes; {sha256.Length} were given.", nameof(sha256));
        _hex = Convert.ToHexStringLower(sha256);
    }

    private ContentAddress(string hex) => _hex = hex;

    /// <summary>Reads 64 lower-case hex digits.</summary>
    public static bool TryParse(string text, out ContentAddress address)
    {
        var fits = text.Length == 64 && text.All(digit => char.IsAsciiHexDigitLower(digit));
        address = fits ? new(text) : default;
        return fits;
    }

    /// <summary>The digest, 32 bytes.</summary>
    public byte[] ToBytes() => Convert.FromHexString(ToString());

    /// <summary>The first eight bytes as a number: a key for locks. Two contents with one key wait for each other for nothing, and that is all.</summary>
    public long LockKey => long.Parse(ToString().AsSpan(0, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>64 lower-case hex digits.</summary>
    public override string ToString() => _hex ?? throw new InvalidOperationException("This address was never set.");
}
