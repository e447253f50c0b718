using System.Buffers.Binary;

namespace Engram.Tracking.Metrics;

/// <summary>Reads the primitives of the chunk format; refuses to go beyond the end.</summary>
/// <param name="bytes">The chunk.</param>
internal ref struct ChunkReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    public byte ReadByte() => Position < _bytes.Length ? _bytes[Position++] : throw CutOff();

    public ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            // The tenth byte has room for one bit: more would be lost without a word.
            if (shift == 63 && next > 1) throw new ChunkFormatException($"the number that ends at byte {Position} has more than 64 bits.");
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw new ChunkFormatException($"the number at byte {Position} does not end.");
    }

    public long ReadSigned()
    {
        var value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public void ReadSingles(Span<double> values)
    {
        var source = Take(values.Length, sizeof(uint));
        for (var i = 0; i < values.Length; i++) values[i] = SingleBits.Widen(BinaryPrimitives.ReadUInt32LittleEndian(source[(i * sizeof(uint))..]));
    }

    public void ReadDoubles(Span<double> values)
    {
        var source = Take(values.Length, sizeof(ulong));
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(source[(i * sizeof(ulong))..]));
        }
    }

    private ReadOnlySpan<byte> Take(int count, int size)
    {
        if (Remaining < (long)count * size) throw CutOff();
        Position += count * size;
        return _bytes.Slice(Position - (count * size), count * size);
    }

    private readonly ChunkFormatException CutOff() => new($"it ends after {_bytes.Length} bytes, in the middle of a column.");
}
