using Engram.Worker.Recording;

namespace Engram.Worker.Tests.Recording;

public sealed class MetricBufferTests
{
    [Fact]
    public void Points_come_out_by_series_in_the_order_they_went_in_with_all_their_bits()
    {
        var buffer = new MetricBuffer();
        buffer.Add(null, "loss", 5, 100, double.NaN);
        buffer.Add(0, "loss", 1, 101, -0.0);
        buffer.Add(null, "loss", 5, 102, double.PositiveInfinity);
        Assert.Equal(3, buffer.Count);

        var batches = buffer.Take();

        Assert.Equal([("loss", null), ("loss", (int?)0)], batches.Select(b => (b.Key, b.TaskIndex)));
        Assert.Equal([5L, 5L], batches[0].Points.Steps);
        Assert.Equal([100L, 102L], batches[0].Points.Times);
        Assert.Equal(new[] { double.NaN, double.PositiveInfinity }.Select(BitConverter.DoubleToInt64Bits), batches[0].Points.Values.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(BitConverter.DoubleToInt64Bits(-0.0), BitConverter.DoubleToInt64Bits(batches[1].Points.Values[0]));
        Assert.Equal(0, buffer.Count);
        Assert.Empty(buffer.Take());
    }

    [Fact]
    public void A_key_the_record_cannot_hold_is_refused_at_once() =>
        Assert.Throws<ArgumentException>(() => new MetricBuffer().Add(null, "lo\0ss", 0, 0, 0));
}
