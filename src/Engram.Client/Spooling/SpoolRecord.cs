using System.Buffers.Binary;
using System.Numerics;

namespace Engram.Client.Spooling;

/// <summary>A record of a spool file as bytes: length and CRC-32C, kind, number, body. A record that was cut short is told from a whole one.</summary>
/// <remarks>
/// <code>
/// uint32  length of the body
/// uint32  CRC-32C of everything else
/// byte    kind
/// int64   number
/// bytes   body
/// </code>
/// Little-endian.
/// </remarks>
internal static class SpoolRecord
{
    public const int HeadLength = 4 + 4 + 1 + 8;

    public static byte[] Encode(EntryKind kind, long number, ReadOnlySpan<byte> body)
    {
        var record = new byte[HeadLength + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(record, body.Length);
        record[8] = (byte)kind;
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(9), number);
        body.CopyTo(record.AsSpan(HeadLength));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), Checksum(record));
        return record;
    }

    /// <summary>Reads the record that begins at <paramref name="start"/>.</summary>
    /// <returns>False when there is no whole record: the file ends within it, or its bytes are not those that were written.</returns>
    public static bool TryRead(ReadOnlySpan<byte> file, int start, out EntryKind kind, out long number, out int length)
    {
        (kind, number, length) = (0, 0, 0);
        if (file.Length - start < HeadLength) return false;
        var record = file[start..];
        length = BinaryPrimitives.ReadInt32LittleEndian(record);
        if (length < 0 || length > record.Length - HeadLength) return false;
        record = record[..(HeadLength + length)];
        if (BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) != Checksum(record)) return false;
        kind = (EntryKind)record[8];
        number = BinaryPrimitives.ReadInt64LittleEndian(record[9..]);
        return true;
    }

    private static uint Checksum(ReadOnlySpan<byte> record) => ~Over(Over(uint.MaxValue, record[..4]), record[8..]);

    private static uint Over(uint checksum, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }
        foreach (var last in bytes) checksum = BitOperations.Crc32C(checksum, last);
        return checksum;
    }
}
