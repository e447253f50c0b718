using Engram.Client.Buffering;
using Engram.Client.Wire;

namespace Engram.Client.Tests.Wire;

public sealed class SeriesSliceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public void Requests_are_full_but_the_last_and_have_every_point_once_in_order(int most)
    {
        List<SeriesColumns> series = [.. new[] { 5, 0, 1, 12 }.Select((count, i) =>
        {
            var columns = new SeriesColumns($"k{i}", null);
            for (var step = 0; step < count; step++) columns.Add(step, 0, 0);
            return columns;
        })];
        var requests = SeriesSlice.Divide(series, most).ToList();
        Assert.All(requests.SkipLast(1), request => Assert.Equal(most, request.Sum(slice => slice.Count)));
        Assert.InRange(requests[^1].Sum(slice => slice.Count), 1, most);
        Assert.Equal(
            series.SelectMany(columns => Enumerable.Range(0, columns.Count).Select(i => (columns.Key, i))),
            requests.SelectMany(request => request).SelectMany(slice => Enumerable.Range(slice.First, slice.Count).Select(i => (slice.Of.Key, i))));
    }

    [Fact]
    public void Nothing_makes_no_request() => Assert.Empty(SeriesSlice.Divide([], 10));
}
