using System.Numerics;
using Engram.Client.Spooling;

namespace Engram.Client.Tests.Spooling;

/// <summary>Records as bytes.</summary>
public sealed class SpoolRecordTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1_000)]
    public void A_record_reads_back_and_no_shorter_or_changed_one_does(int length)
    {
        byte[] body = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31))];
        byte[] record = SpoolRecord.Encode(EntryKind.Points, long.MinValue + 5, body);
        Assert.True(SpoolRecord.TryRead([1, 2, .. record, 9], 2, out var kind, out var number, out var read));
        Assert.Equal((EntryKind.Points, long.MinValue + 5, length), (kind, number, read));

        for (var end = 0; end < record.Length; end++) Assert.False(SpoolRecord.TryRead(record.AsSpan(0, end), 0, out _, out _, out _), $"cut at {end}");
        for (var place = 0; place < record.Length; place++)
        {
            byte[] changed = [.. record];
            changed[place] ^= 4;
            Assert.False(SpoolRecord.TryRead(changed, 0, out _, out _, out _), $"changed at {place}");
        }
    }

    [Fact]
    public void The_checksum_is_the_one_of_the_books()
    {
        // CRC-32C of "123456789" is e3069283; the record's covers length, kind, number and body, in this order.
        byte[] record = SpoolRecord.Encode((EntryKind)(byte)'5', BitConverter.ToInt64("6789abcd"u8), []);
        uint expected = uint.MaxValue;
        foreach (var one in (byte[])[.. record[..4], .. record[8..]]) expected = BitOperations.Crc32C(expected, one);
        Assert.Equal(~expected, BitConverter.ToUInt32(record, 4));
        uint known = uint.MaxValue;
        foreach (var one in "123456789"u8) known = BitOperations.Crc32C(known, one);
        Assert.Equal(0xe3069283, ~known);
    }
}
