using Engram.Numerics.Random;
using Engram.Tracking.Metrics;

namespace Engram.Tracking.Tests.Metrics;

public sealed class ChunkCodecTests
{
    private static readonly ulong[] Awkward =
    [
        0x0000_0000_0000_0000, 0x8000_0000_0000_0000, 0x0000_0000_0000_0001, 0x800F_FFFF_FFFF_FFFF, 0x7FEF_FFFF_FFFF_FFFF, 0x0010_0000_0000_0000,
        0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000, 0x7FF8_0000_0000_0000, 0xFFF8_0000_0000_0000, 0x7FF0_0000_0000_0001, 0xFFF4_0000_2000_0000,
        0x7FF0_0000_2000_0000, 0x7FFF_FFFF_E000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x36A0_0000_0000_0000, 0x3690_0000_0000_0000, 0x47EF_FFFF_E000_0000,
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void Every_double_and_every_step_comes_back_by_its_bits(int count)
    {
        var random = RandomStream.FromSeed((ulong)count);
        for (var trial = 0; trial < 100; trial++)
        {
            var points = new Points(
                Fill(count, _ => (long)random.NextUInt64()), Fill(count, _ => (long)random.NextUInt64()),
                Fill(count, _ => BitConverter.UInt64BitsToDouble(random.NextUInt64())));
            SamePoints.Assert(points, ChunkCodec.Decode(ChunkCodec.Encode(points)));
            Assert.Equal(points.Steps, ChunkCodec.DecodeSteps(ChunkCodec.Encode(points)));
        }
    }

    [Fact]
    public void Each_awkward_double_comes_back_by_its_bits()
    {
        foreach (var bits in Awkward)
        {
            var points = new Points([0], [0], [BitConverter.UInt64BitsToDouble(bits)]);
            SamePoints.Assert(points, ChunkCodec.Decode(ChunkCodec.Encode(points)));
        }
    }

    [Fact]
    public void Every_single_comes_back_by_its_bits_and_takes_four_bytes()
    {
        var random = RandomStream.FromSeed(1);
        var points = new Points(
            Fill(4096, i => (long)i), new long[4096],
            // Widened by hand, as the signalling NaNs among them would not survive a conversion.
            Fill(4096, _ => BitConverter.UInt64BitsToDouble(WidenedBits(random.NextUInt32()))));
        var bytes = ChunkCodec.Encode(points);
        SamePoints.Assert(points, ChunkCodec.Decode(bytes));
        Assert.InRange(bytes.Length, 5 * 4096, (5 * 4096) + 20);
    }

    [Theory]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(long.MaxValue, long.MinValue)]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    public void Steps_at_the_ends_of_their_range_come_back(long first, long second)
    {
        var points = new Points([first, second, first, first, second], [second, first, first, second, second], [1, 2, 3, 4, 5]);
        SamePoints.Assert(points, ChunkCodec.Decode(ChunkCodec.Encode(points)));
    }

    [Fact]
    public void Regular_steps_and_jittering_times_of_single_precision_losses_take_about_five_bytes_a_point()
    {
        var random = RandomStream.FromSeed(2);
        var time = 1_700_000_000_000;
        var points = new Points(Fill(4096, i => (long)i), Fill(4096, _ => time += 10 + random.NextInt(6)), Fill(4096, _ => (double)random.NextSingle()));
        Assert.InRange(ChunkCodec.Encode(points).Length / 4096.0, 5.0, 5.01);
    }

    [Fact]
    public void The_bytes_of_a_chunk_are_what_the_format_says()
    {
        var points = new Points([10, 11, 12, 20], [1000, 1001, 1003, 1003], [0.5, -0.0, double.PositiveInfinity, double.NaN]);
        Assert.Equal(
            "01" + "04" + "04" + // version, points, bytes per value
            "14" + "0201" + "0001" + "0E01" + // 10; difference 1, once; the same again, once; 7 more, once
            "D00F" + "02" + "02" + "03" + // 1000; +1, +1, −2
            "0000003F" + "00000080" + "0000807F" + "0000C0FF", // 0.5, −0, ∞ and the processor's own NaN as singles
            Convert.ToHexString(ChunkCodec.Encode(points)));
    }

    [Fact]
    public void A_chunk_that_was_cut_off_anywhere_or_goes_on_is_refused()
    {
        var bytes = ChunkCodec.Encode(new Points([0, 1, 5, 6], [7, 8, 9, 9], [1, 2, 3, 4.1]));
        for (var length = 0; length < bytes.Length; length++) Assert.Throws<ChunkFormatException>(() => ChunkCodec.Decode(bytes.AsSpan(0, length)));
        Assert.Contains("1 bytes follow", Assert.Throws<ChunkFormatException>(() => ChunkCodec.Decode([.. bytes, 0])).Message);
    }

    [Theory]
    [InlineData("02010400000000000000", "version 2")]
    [InlineData("01000400000000000000", "no points")]
    [InlineData("01010500000000000000", "values have 5 bytes")]
    [InlineData("01FFFFFFFFFFFFFFFFFF010400", "claims 18446744073709551615 points")]
    [InlineData("01FFFFFFFFFFFFFFFFFF0204", "more than 64 bits")]
    [InlineData("01808080808080808080808001", "more than 64 bits")]
    [InlineData("010204000000000000000000000000", "a run of 0 steps")]
    [InlineData("010204000002000000000000000000", "a run of 2 steps")]
    public void What_cannot_be_a_chunk_is_refused_with_the_reason(string hex, string reason) =>
        Assert.Contains(reason, Assert.Throws<ChunkFormatException>(() => ChunkCodec.Decode(Convert.FromHexString(hex))).Message);

    [Fact]
    public void Damaged_chunks_are_refused_or_read_but_nothing_else_happens()
    {
        var random = RandomStream.FromSeed(3);
        var sound = ChunkCodec.Encode(new Points(Fill(50, i => (long)i * i), Fill(50, i => 3L * i), Fill(50, i => i / 7.0)));
        var refused = 0;
        for (var trial = 0; trial < 100_000; trial++)
        {
            var bytes = trial % 2 == 0 ? (byte[])sound.Clone() : [1, .. Fill(random.NextInt(60), _ => (byte)random.NextInt(256))];
            for (var damage = 0; damage < 3; damage++) bytes[random.NextInt(bytes.Length)] = (byte)random.NextInt(256);
            try
            {
                Assert.NotEqual(0, ChunkCodec.Decode(bytes).Count);
            }
            catch (ChunkFormatException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 50_000, 99_999); // some damage only changes a number
    }

    [Fact]
    public void A_chunk_without_points_cannot_be_made() => Assert.Throws<ArgumentException>(() => ChunkCodec.Encode(Points.Empty));

    [Fact]
    public void Columns_of_different_length_are_no_points() =>
        Assert.Contains("2 steps, 1 times and 1 values", Assert.Throws<ArgumentException>(() => new Points([1, 2], [1], [1])).Message);

    private static ulong WidenedBits(uint single) => float.IsNaN(BitConverter.UInt32BitsToSingle(single))
        ? ((ulong)(single >> 31) << 63) | 0x7FF0_0000_0000_0000 | ((ulong)(single & 0x7F_FFFF) << 29)
        : BitConverter.DoubleToUInt64Bits(BitConverter.UInt32BitsToSingle(single));

    private static T[] Fill<T>(int count, Func<int, T> item) => [.. Enumerable.Range(0, count).Select(item)];
}
