using System.Text;
using Engram.Client.Buffering;
using Engram.Client.Wire;

namespace Engram.Client.Tests.Wire;

public sealed class PointFrameTests
{
    [Fact]
    public void The_bytes_of_a_frame_are_what_the_guide_says()
    {
        SeriesColumns loss = new("loss", null), mse = new("mse", "light");
        loss.Add(1, 2, 0.5);
        loss.Add(-1, 3, -0.0);
        mse.Add(long.MaxValue, long.MinValue, double.NaN);
        var frame = PointFrame.Write(17, [new(loss, 0, 2), new(mse, 0, 1)]);
        const string header = """{"request":17,"series":[{"key":"loss","count":2,"times":true},{"key":"mse","task":"light","count":1,"times":true}]}""";
        Assert.Equal(header.Length, BitConverter.ToInt32(frame));
        Assert.Equal(header, Encoding.UTF8.GetString(frame, 4, header.Length));
        var start = (4 + header.Length + 7) / 8 * 8;
        Assert.All(frame[(4 + header.Length)..start], pad => Assert.Equal(0, pad));
        Assert.Equal(
            [1, -1, 2, 3, BitConverter.DoubleToInt64Bits(0.5), long.MinValue, long.MaxValue, long.MinValue, BitConverter.DoubleToInt64Bits(double.NaN)],
            Enumerable.Range(0, (frame.Length - start) / 8).Select(i => BitConverter.ToInt64(frame, start + (8 * i))));
    }

    [Fact]
    public void A_slice_has_its_own_points_alone_and_every_bit_of_them()
    {
        var columns = new SeriesColumns("é", null);
        long[] bits = [0x7ff8_0000_0000_0001, unchecked((long)0xfff4_dead_beef_0000), 1, unchecked((long)0x8000_0000_0000_0000), 0x7fef_ffff_ffff_ffff];
        for (var i = 0; i < bits.Length; i++) columns.Add(i, 10 + i, BitConverter.Int64BitsToDouble(bits[i]));
        var frame = PointFrame.Write(1, [new(columns, 1, 3)]);
        var numbers = Enumerable.Range(1, 9).Select(i => BitConverter.ToInt64(frame, frame.Length - (8 * (10 - i))));
        Assert.Equal([1, 2, 3, 11, 12, 13, .. bits[1..4]], numbers);
    }
}
