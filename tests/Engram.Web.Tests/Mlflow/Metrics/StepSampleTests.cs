using Engram.Numerics.Random;
using Engram.Web.Mlflow.Metrics;

namespace Engram.Web.Tests.Mlflow.Metrics;

public sealed class StepSampleTests
{
    // The oracle has all steps in memory.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task However_chunks_overlap_the_sample_is_that_of_all_distinct_steps(ulong seed)
    {
        var random = RandomStream.FromSeed(seed);
        for (var trial = 0; trial < 50; trial++)
        {
            List<(long Series, long[] Steps)> chunks = [.. Enumerable.Range(0, 1 + random.NextInt(12)).Select(_ => ((long)random.NextInt(3), Steps(random))).OrderBy(chunk => chunk.Item2[0])];
            var (from, to, most) = (random.NextInt(60) - 20L, 50L + random.NextInt(60), 1 + random.NextInt(40));
            var sample = await new StepSample(chunks.ToAsyncEnumerable, from, to).TakeAsync(most);
            Assert.Equal(Expected(chunks, from, to, most), sample.Order());
        }
    }

    [Fact]
    public async Task All_of_them_when_they_are_few_and_none_when_there_are_none()
    {
        Assert.Equal([long.MinValue, 0, long.MaxValue], (await Of([(1, [long.MinValue, 0]), (2, [0, 0, long.MaxValue])]).TakeAsync(3)).Order());
        Assert.Empty(await Of([]).TakeAsync(3));
        Assert.Empty(await new StepSample(new List<(long, long[])> { (1, [1, 9]) }.ToAsyncEnumerable, 2, 8).TakeAsync(3));
    }

    private static StepSample Of(List<(long Series, long[] Steps)> chunks) => new(chunks.ToAsyncEnumerable, long.MinValue, long.MaxValue);

    private static long[] Steps(RandomStream random)
    {
        var start = random.NextInt(80) - 10;
        return [.. Enumerable.Range(0, 1 + random.NextInt(30)).Select(_ => (long)(start + random.NextInt(40))).Order()];
    }

    private static IEnumerable<long> Expected(List<(long Series, long[] Steps)> chunks, long from, long to, int most)
    {
        var within = chunks.Select(chunk => (chunk.Series, Steps: chunk.Steps.Where(step => step >= from && step <= to).ToList())).Where(chunk => chunk.Steps.Count > 0).ToList();
        long[] steps = [.. within.SelectMany(chunk => chunk.Steps).Distinct().Order()];
        if (steps.Length <= most) return steps;
        var ends = within.GroupBy(chunk => chunk.Series).SelectMany(run => (long[])[run.Min(chunk => chunk.Steps[0]), run.Max(chunk => chunk.Steps[^1])]);
        return Enumerable.Range(0, most).Select(i => steps[(int)(i * ((double)steps.Length / most))]).Append(steps[^1]).Concat(ends).Distinct().Order();
    }
}
