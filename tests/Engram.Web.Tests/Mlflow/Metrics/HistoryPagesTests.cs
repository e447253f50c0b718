using System.Text.Json;
using Engram.Tracking.Metrics;
using Engram.Web.Mlflow;
using Engram.Web.Mlflow.Metrics;

namespace Engram.Web.Tests.Mlflow.Metrics;

public sealed class HistoryPagesTests
{
    private const int Length = MetricHistory.PageLength;

    [Theory]
    [InlineData(3, 5, 3, false)]
    [InlineData(5, 5, 5, false)]
    [InlineData(6, 5, 5, true)]
    [InlineData(Length, int.MaxValue, Length, false)]
    [InlineData((2 * Length) + 1, int.MaxValue, (2 * Length) + 1, false)]
    [InlineData((2 * Length) + 2, (2 * Length) + 1, (2 * Length) + 1, true)]
    [InlineData(2 * Length, 2 * Length, 2 * Length, false)]
    [InlineData(3 * Length, 2 * Length, 2 * Length, true)]
    public async Task As_many_as_asked_for_are_written_and_a_token_only_when_there_are_more(int there, int most, int given, bool more)
    {
        using var json = await WriteAsync(there, most);
        Assert.Equal(Enumerable.Range(0, given).Select(i => (long)i), json!.RootElement.GetProperty("metrics").EnumerateArray().Select(point => point.GetProperty("step").GetInt64()));
        Assert.Equal(more ? HistoryToken.Write(Point(given - 1)) : null, json.RootElement.TryGetProperty("next_page_token", out var token) ? token.GetString() : null);
    }

    [Fact]
    public async Task There_is_no_answer_where_there_are_no_points() => Assert.Null(await WriteAsync(0, 5));

    private static async Task<JsonDocument?> WriteAsync(int there, int most)
    {
        var pages = await HistoryPages.BeginAsync((after, count) =>
        {
            Assert.InRange(count, 1, Length + 1);
            var start = after is { } last ? (int)last.Step + 1 : 0;
            return Task.FromResult<IReadOnlyList<HistoryPoint>>([.. Enumerable.Range(start, Math.Min(count, there - start)).Select(Point)]);
        }, "m", null, most);
        if (pages is null) return null;
        using var stream = new MemoryStream();
        await JsonSerializer.SerializeAsync(stream, pages, MlflowJson.Options);
        return JsonDocument.Parse(stream.ToArray());
    }

    private static HistoryPoint Point(int i) => new(10 * i, i, i);
}
