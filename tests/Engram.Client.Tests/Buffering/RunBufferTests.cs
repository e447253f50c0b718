using Engram.Client.Buffering;

namespace Engram.Client.Tests.Buffering;

/// <summary>What stands between a program that logs and the thread that writes.</summary>
public sealed class RunBufferTests
{
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(5);

    [Fact]
    public void A_full_batch_is_taken_at_once_by_series_in_order()
    {
        var buffer = new RunBuffer(capacity: 100, batch: 4);
        buffer.Add("a", null, 1, 10, 0.5);
        buffer.Add("a", "light", 2, 20, 1.5);
        buffer.Add("a", null, 3, 30, 2.5);
        buffer.Add(new PendingLine(default, LineSeverity.Info, "line"));
        var taken = buffer.Take(Never)!;
        Assert.Equal([("a", null, 2), ("a", "light", 1)], taken.Series.Select(series => (series.Key, series.Task, series.Count)));
        Assert.Equal([1, 3], taken.Series[0].Steps.ToArray());
        Assert.Equal((1, 4), (taken.Lines.Count, taken.Count));
    }

    [Fact]
    public void What_is_less_than_a_batch_is_taken_when_patience_ends()
    {
        var buffer = new RunBuffer(capacity: 100, batch: 50);
        buffer.Add("a", null, 1, 1, 1);
        Assert.Equal(1, buffer.Take(TimeSpan.FromMilliseconds(1))!.Count);
        Assert.Equal(0, buffer.Take(TimeSpan.FromMilliseconds(1))!.Count);
    }

    [Fact]
    public void Of_two_changes_of_one_thing_the_later_counts()
    {
        var buffer = new RunBuffer(capacity: 100, batch: 50);
        buffer.Change(change => change.Name = "first");
        buffer.Change(change => change.Notes = "notes");
        buffer.Change(change => change.Name = "second");
        var change = buffer.Take(TimeSpan.FromMilliseconds(1))!.Change!;
        Assert.Equal(("second", "notes"), (change.Name, change.Notes));
        Assert.Null(buffer.Take(TimeSpan.FromMilliseconds(1))!.Change);
    }

    [Fact]
    public async Task Whoever_logs_waits_while_the_memory_is_full_and_goes_on_when_there_is_room()
    {
        var buffer = new RunBuffer(capacity: 3, batch: 3);
        for (var step = 0; step < 3; step++) buffer.Add("a", null, step, 0, 0);
        var fourth = Task.Run(() => buffer.Add("a", null, 3, 0, 0));
        var taken = buffer.Take(Never)!;
        // Taken is not written: it is in memory still.
        await StillWaitsAsync(fourth);
        buffer.Kept(taken, stillHeld: 2);
        await fourth.WaitAsync(Never);
        var fifth = Task.Run(() => buffer.Add("a", null, 4, 0, 0));
        await StillWaitsAsync(fifth);
        buffer.Release(2);
        await fifth.WaitAsync(Never);
    }

    [Fact]
    public async Task A_flush_returns_when_what_was_added_before_it_is_kept()
    {
        var buffer = new RunBuffer(capacity: 100, batch: 50);
        buffer.Add("a", null, 1, 1, 1);
        var flush = Task.Run(buffer.Flush);
        var taken = buffer.Take(Never)!; // it does not wait for a batch
        Assert.Equal(1, taken.Count);
        await StillWaitsAsync(flush);
        buffer.Kept(taken, 0);
        await flush.WaitAsync(Never);
    }

    [Fact]
    public void After_the_close_the_rest_is_taken_and_nothing_can_be_added()
    {
        var buffer = new RunBuffer(capacity: 100, batch: 50);
        buffer.Add("a", null, 1, 1, 1);
        Assert.True(buffer.Close());
        Assert.False(buffer.Close());
        Assert.Equal(1, buffer.Take(Never)!.Count);
        Assert.Null(buffer.Take(Never));
        buffer.Flush();
        Assert.Equal("The run has ended; nothing can be logged to it any more.", Assert.Throws<InvalidOperationException>(() => buffer.Add("a", null, 2, 2, 2)).Message);
        Assert.Throws<InvalidOperationException>(() => buffer.Change(change => change.Name = "x"));
    }

    [Fact]
    public async Task Points_of_many_threads_arrive_once_each_and_of_each_thread_in_order()
    {
        const int threads = 4, points = 20_000;
        var buffer = new RunBuffer(capacity: 500, batch: 100);
        Dictionary<string, List<long>> taken = [];
        var taking = Task.Run(() =>
        {
            while (buffer.Take(TimeSpan.FromMilliseconds(5)) is { } pending)
            {
                foreach (var series in pending.Series)
                {
                    if (!taken.TryGetValue(series.Key, out var steps)) taken[series.Key] = steps = [];
                    steps.AddRange(series.Steps);
                }
                buffer.Kept(pending, 0);
            }
        });
        await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Run(() =>
        {
            for (var step = 0; step < points; step++) buffer.Add($"k{thread}", null, step, 0, 0);
        })));
        buffer.Close();
        await taking.WaitAsync(Never);
        Assert.Equal(threads, taken.Count);
        Assert.All(taken.Values, steps => Assert.Equal(Enumerable.Range(0, points).Select(step => (long)step), steps));
    }

    private static async Task StillWaitsAsync(Task waiting) => Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(50)));
}
