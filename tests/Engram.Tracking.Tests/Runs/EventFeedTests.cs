using Engram.Testing;
using Engram.Tracking.Runs;
using Engram.Tracking.Studies;

namespace Engram.Tracking.Tests.Runs;

public sealed class EventFeedTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Subscribers_hear_of_every_step_in_the_life_of_their_study_and_of_no_other()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var study = await scene.SubmitAsync(seeds: 2);
        await using var feed = await Feed.StartAsync(scene);
        using var ours = feed.Events.Subscribe(EventFilter.OfStudy(study.Id));
        using var another = feed.Events.Subscribe(EventFilter.OfRun(study.Runs[1].Id));
        using var all = feed.Events.Subscribe();

        var other = await scene.SubmitAsync();
        var fence = (await scene.ClaimAsync(await scene.WorkerAsync()))[0].Fence;
        await scene.Journal.BeginTaskAsync(fence, 0, "light", 0, default);
        await scene.Journal.LogAsync(fence, [new(DateTimeOffset.UnixEpoch, "info", "begun")], default);
        await scene.Journal.ProgressAsync(fence, 0.5, "task light", default);
        await scene.Queue.CancelAsync(fence.RunId, default);
        await scene.End.HandBackAsync(fence, default);
        await scene.Queue.RetryAsync(fence.RunId, default);
        await new StudyCancellation(scene.Data).CancelAsync(study.Id, default);

        RunEvent State(RunState state, int attempt) => new(RunEventKind.State, study.Id, fence.RunId) { State = state, Attempt = attempt };
        var heard = await Feed.TakeAsync(ours, 9);
        Assert.Equal(
            [
                State(RunState.Running, 1),
                new(RunEventKind.Tasks, study.Id, fence.RunId),
                new(RunEventKind.Log, study.Id, fence.RunId),
                new(RunEventKind.Progress, study.Id, fence.RunId) { Progress = 0.5, Doing = "task light" },
                State(RunState.Running, 1),
                State(RunState.Cancelled, 1),
                State(RunState.Queued, 1),
            ], heard[..7]);
        Assert.Equal([State(RunState.Cancelled, 1), State(RunState.Cancelled, 0) with { Run = study.Runs[1].Id }], heard[7..].OrderByDescending(e => e.Attempt));
        Assert.Equal([State(RunState.Cancelled, 0) with { Run = study.Runs[1].Id }], await Feed.TakeAsync(another, 1));
        Assert.Equal(new(RunEventKind.Study, other.Id, null), (await Feed.TakeAsync(all, 10))[0]);
    }

    [Fact]
    public async Task What_is_rolled_back_is_not_heard()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await using var feed = await Feed.StartAsync(scene);
        using var all = feed.Events.Subscribe();
        await using var connection = await scene.Data.OpenConnectionAsync();
        var (undone, done) = (new RunEvent(RunEventKind.Study, Guid.CreateVersion7(), null), new RunEvent(RunEventKind.Study, Guid.CreateVersion7(), null));

        await using (var transaction = await connection.BeginTransactionAsync()) await RunEvents.SendAsync(transaction, undone, default);
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await RunEvents.SendAsync(transaction, done, default);
            await transaction.CommitAsync();
        }
        Assert.Equal([done], await Feed.TakeAsync(all, 1));
    }

    [Fact]
    public async Task Growth_travels_with_its_last_steps_unless_there_is_too_much_of_it()
    {
        var few = new RunEvent(RunEventKind.Series, Guid.CreateVersion7(), Guid.CreateVersion7()) { Series = [new("loss", 2, 41), new("η", null, 7)] };
        var many = few with { Series = [.. Enumerable.Range(0, 500).Select(i => new SeriesGrowth($"gradient/{i}", 0, i))] };
        await using var scene = await QueueScene.CreateAsync(postgres);
        await using var feed = await Feed.StartAsync(scene);
        using var all = feed.Events.Subscribe();
        await using var connection = await scene.Data.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await RunEvents.SendAsync(transaction, few, default);
        await RunEvents.SendAsync(transaction, many, default);
        await transaction.CommitAsync();

        var heard = await Feed.TakeAsync(all, 2);
        Assert.Equal(few.Series, heard[0].Series);
        Assert.Equal(many with { Series = null }, heard[1]);
    }

    [Fact]
    public async Task A_subscriber_that_is_too_slow_is_told_to_read_anew_and_then_hears_on()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await using var feed = await Feed.StartAsync(scene);
        using var slow = feed.Events.Subscribe(capacity: 3);
        using var quick = feed.Events.Subscribe();
        for (var i = 0; i < 5; i++) await scene.SubmitAsync();
        await Feed.TakeAsync(quick, 5);

        Assert.Equal(RunEventKind.Missed, (await Feed.TakeAsync(slow, 1))[0].Kind);
        var next = await scene.SubmitAsync();
        Assert.Equal(new(RunEventKind.Study, next.Id, null), (await Feed.TakeAsync(slow, 1))[0]);
    }

    [Fact]
    public async Task After_the_connection_broke_everyone_is_told_to_read_anew_and_events_flow_again()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await using var feed = await Feed.StartAsync(scene);
        using var all = feed.Events.Subscribe(EventFilter.OfRun(Guid.CreateVersion7()));

        await scene.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where query like '%listen engram_events%' and pid <> pg_backend_pid()");

        Assert.Equal(RunEventKind.Missed, (await Feed.TakeAsync(all, 1))[0].Kind);
        using var later = feed.Events.Subscribe();
        var study = await scene.SubmitAsync();
        Assert.Equal(study.Id, (await Feed.TakeAsync(later, 1))[0].Study);
    }

    [Fact]
    public async Task A_disposed_subscription_ends_its_reader_and_is_forgotten()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await using var feed = await Feed.StartAsync(scene);
        var subscription = feed.Events.Subscribe();
        var reading = Feed.TakeAsync(subscription, 1);
        subscription.Dispose();
        Assert.Empty(await reading);
        Assert.Equal(0, feed.Events.Subscribers);
    }

    [Fact]
    public async Task A_payload_this_version_does_not_know_is_passed_over()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await using var feed = await Feed.StartAsync(scene);
        using var all = feed.Events.Subscribe();
        await scene.ExecuteAsync($$"""select pg_notify('{{RunEvents.Channel}}', '{"kind": "weather"}'), pg_notify('{{RunEvents.Channel}}', 'x')""");
        var study = await scene.SubmitAsync();
        Assert.Equal(study.Id, (await Feed.TakeAsync(all, 1))[0].Study);
    }

    /// <summary>A feed that listens until it is disposed.</summary>
    private sealed class Feed(EventFeed events) : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private Task _running = Task.CompletedTask;

        public EventFeed Events => events;

        public static async Task<Feed> StartAsync(QueueScene scene)
        {
            var feed = new Feed(new(scene.Data));
            feed._running = feed.Events.RunAsync(_ => { }, feed._stop.Token);
            await feed.Events.Listening;
            return feed;
        }

        /// <summary>The next events; fewer when the subscription ends, an error when none comes for ten seconds.</summary>
        public static async Task<List<RunEvent>> TakeAsync(EventSubscription subscription, int count)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            List<RunEvent> heard = [];
            await foreach (var happened in subscription.ReadAllAsync(patience.Token))
            {
                heard.Add(happened);
                if (heard.Count == count) break;
            }
            return heard;
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }
    }
}
