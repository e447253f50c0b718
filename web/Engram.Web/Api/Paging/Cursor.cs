using System.Buffers.Binary;
using System.Buffers.Text;
using System.ComponentModel;

namespace Engram.Web.Api.Paging;

/// <summary>Where a page ended: lists are ordered by time and then by identifier, newest first, and the next page begins after this key.</summary>
/// <param name="At">Time of the last entry; the database keeps microseconds.</param>
/// <param name="Id">Its identifier.</param>
/// <remarks>A key instead of a number of entries to skip: a deep page costs what the first one does, and nothing is skipped or told twice when
/// entries come or go.</remarks>
[Description("the nextCursor of an earlier answer")]
internal readonly record struct Cursor(DateTimeOffset At, Guid Id)
{
    private const int Size = sizeof(long) + 16;

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    public override string ToString()
    {
        Span<byte> key = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(key, At.UtcTicks);
        Id.TryWriteBytes(key[sizeof(long)..], bigEndian: true, out _);
        return Base64Url.EncodeToString(key);
    }

    /// <summary>Reads what an earlier answer gave as <c>nextCursor</c>.</summary>
    public static bool TryParse(string? text, out Cursor cursor)
    {
        cursor = default;
        Span<byte> key = stackalloc byte[Size + 3];
        if (text is null || text.Length > 2 * Size || !Base64Url.IsValid(text)) return false;
        if (!Base64Url.TryDecodeFromChars(text, key, out var written) || written != Size) return false;
        var ticks = BinaryPrimitives.ReadInt64BigEndian(key);
        if (ticks < 0 || ticks > DateTimeOffset.MaxValue.UtcTicks) return false;
        cursor = new(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(key.Slice(sizeof(long), 16), bigEndian: true));
        return true;
    }
}
