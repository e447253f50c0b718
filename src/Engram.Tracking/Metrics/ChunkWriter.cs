using System.Buffers.Binary;

namespace Engram.Tracking.Metrics;

/// <summary>Appends the primitives of the chunk format to a growing buffer.</summary>
/// <param name="capacity">Bytes to begin with.</param>
internal ref struct ChunkWriter(int capacity)
{
    public const int LongestVarint = 10;

    private byte[] _bytes = new byte[Math.Max(capacity, LongestVarint)];
    private int _length;

    public void WriteByte(byte value)
    {
        Reserve(1);
        _bytes[_length++] = value;
    }

    /// <summary>Seven bits a byte, the lowest first; the high bit says that more follow.</summary>
    public void WriteVarint(ulong value)
    {
        Reserve(LongestVarint);
        while (value >= 0x80)
        {
            _bytes[_length++] = (byte)(value | 0x80);
            value >>= 7;
        }
        _bytes[_length++] = (byte)value;
    }

    /// <summary>Zigzag: small numbers of either sign become small unsigned ones.</summary>
    public void WriteSigned(long value) => WriteVarint((ulong)(value << 1) ^ (ulong)(value >> 63));

    public void WriteSingles(ReadOnlySpan<double> values)
    {
        var target = Take(values.Length * sizeof(uint));
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(target[(i * sizeof(uint))..], SingleBits.Narrow(values[i]));
    }

    public void WriteDoubles(ReadOnlySpan<double> values)
    {
        var target = Take(values.Length * sizeof(ulong));
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(target[(i * sizeof(ulong))..], BitConverter.DoubleToInt64Bits(values[i]));
        }
    }

    public readonly byte[] ToArray() => _bytes.AsSpan(0, _length).ToArray();

    private Span<byte> Take(int count)
    {
        Reserve(count);
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _length < count) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
    }
}
