using System.Buffers;
using System.Security.Cryptography;

namespace Engram.Tracking.Storage;

/// <summary>Reads what an entry of an archive says it has, and no more: a small file may unpack to anything.</summary>
public static class ClaimedBytes
{
    private const int Buffer = 128 << 10;

    /// <summary>The SHA-256 of a content as 64 lower-case hex digits; empty when it has more or fewer bytes than it should.</summary>
    /// <param name="content">The content; read to its end, or just beyond <paramref name="bytes"/>.</param>
    /// <param name="bytes">How many there should be.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<string> HashAsync(Stream content, long bytes, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Buffer);
        try
        {
            while (bytes >= 0 && await content.ReadAsync(buffer, ct) is > 0 and var count)
            {
                hash.AppendData(buffer, 0, count);
                bytes -= count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return bytes == 0 ? Convert.ToHexStringLower(hash.GetHashAndReset()) : "";
    }
}
