using System.Buffers.Binary;
using System.Buffers.Text;
using Engram.Tracking.Metrics;

namespace Engram.Web.Mlflow.Metrics;

/// <summary>Where the next page of a history begins: after a point, so that points which arrive meanwhile move nothing.</summary>
internal static class HistoryToken
{
    /// <summary>The token of a page that begins after a point.</summary>
    public static string Write(HistoryPoint last)
    {
        Span<byte> bytes = stackalloc byte[24];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, last.Time);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], last.Step);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[16..], last.Value);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The point; null when there is no token.</summary>
    /// <exception cref="MlflowException">It is none of ours.</exception>
    public static HistoryPoint? Read(string? token)
    {
        if (string.IsNullOrEmpty(token)) return null;
        var bytes = new byte[24];
        return Base64Url.IsValid(token, out var count) && count == bytes.Length && Base64Url.TryDecodeFromChars(token, bytes, out _)
            ? new(BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)), BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(16)))
            : throw MlflowException.Invalid("Invalid page token, could not be read. Send the next_page_token of the answer before, as it was.");
    }
}
