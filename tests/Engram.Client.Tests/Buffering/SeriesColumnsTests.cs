using Engram.Client.Buffering;

namespace Engram.Client.Tests.Buffering;

public sealed class SeriesColumnsTests
{
    [Fact]
    public void Columns_grow_and_keep_what_was_in_them()
    {
        var columns = new SeriesColumns("loss", "light");
        for (var i = 0; i < 1_000; i++)
        {
            columns.Add(i, -i, i / 2.0);
            Assert.Equal(i + 1, columns.Count);
        }
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => ((long)i, (long)-i, i / 2.0)), Enumerable.Range(0, 1_000).Select(i => (Step(i), Time(i), Value(i))));

        long Step(int i) => columns.Steps[i];
        long Time(int i) => columns.Times[i];
        double Value(int i) => columns.Values[i];
    }
}
