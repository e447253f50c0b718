using System.Text.Json;
using Engram.Testing;
using Engram.Tracking.Runs;

namespace Engram.Tracking.Tests.Runs;

public sealed class RunQueueTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_claim_brings_all_a_worker_needs_to_begin()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var study = await scene.SubmitAsync();
        var worker = await scene.WorkerAsync();

        var claimed = Assert.Single(await scene.ClaimAsync(worker, 5));

        Assert.Equal(new(study.Runs[0].Id, worker, 1), claimed.Fence);
        Assert.Equal((scene.Project, study.Id, 0L, "sequential-lift", 3, "c0"),
            (claimed.ProjectId, claimed.StudyId, claimed.Seed, claimed.Experiment, claimed.ExperimentVersion, claimed.Condition));
        Assert.Equal(0.001, JsonDocument.Parse(claimed.Options).RootElement.GetProperty("eta").GetDouble());
        var run = await scene.RunAsync(claimed.Fence.RunId);
        Assert.Equal((RunState.Running, worker, 1), (run.State, run.WorkerId, run.Attempt));
        Assert.NotNull(run.StartedAt);
        Assert.Equal(3, JsonDocument.Parse(run.Environment!).RootElement.GetProperty("experimentVersion").GetInt32());
        Assert.Equal("test", JsonDocument.Parse(run.Environment!).RootElement.GetProperty("machine").GetString());
    }

    [Fact]
    public async Task Runs_go_by_priority_then_by_submission_then_seed_by_seed()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var first = await scene.SubmitAsync(conditions: 2, seeds: 2);
        var second = await scene.SubmitAsync();
        var urgent = await scene.SubmitAsync(priority: 5);
        var worker = await scene.WorkerAsync();

        var claimed = await scene.ClaimAsync(worker, 10);

        Assert.Equal([urgent.Runs[0].Id, .. first.Runs.Select(run => run.Id), second.Runs[0].Id], claimed.Select(run => run.Fence.RunId));
        Assert.Equal([("c0", 0L), ("c1", 0L), ("c0", 1L), ("c1", 1L)], claimed.Skip(1).Take(4).Select(run => (run.Condition, run.Seed)));
    }

    [Fact]
    public async Task Many_workers_at_once_never_claim_a_run_twice_and_leave_none()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var study = await scene.SubmitAsync(conditions: 4, seeds: 50);

        async Task<List<Guid>> Work(int number)
        {
            var worker = await scene.WorkerAsync($"host:{number}");
            List<Guid> mine = [];
            while (await scene.ClaimAsync(worker, 1 + number % 3) is { Count: > 0 } claimed)
            {
                mine.AddRange(claimed.Select(run => run.Fence.RunId));
                foreach (var run in claimed) await scene.End.SucceedAsync(run.Fence, default);
            }
            return mine;
        }

        var shares = await Task.WhenAll(Enumerable.Range(0, 8).Select(Work));

        Assert.Equal(study.Runs.Select(run => run.Id).Order(), shares.SelectMany(share => share).Order());
        Assert.Equal(200, await scene.CountAsync("runs", "state = 'succeeded' and attempt = 1"));
    }

    [Fact]
    public async Task A_deleted_run_is_not_claimed()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync();
        await scene.ExecuteAsync("update runs set deleted_at = now()");
        Assert.Empty(await scene.ClaimAsync(await scene.WorkerAsync()));
    }

    [Fact]
    public async Task A_queued_run_is_cancelled_at_once()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var id = await scene.RunInAsync(RunState.Queued);

        Assert.Equal(RunState.Cancelled, await scene.Queue.CancelAsync(id, default));

        Assert.NotNull((await scene.RunAsync(id)).FinishedAt);
        Assert.Empty(await scene.ClaimAsync(await scene.WorkerAsync()));
    }

    [Fact]
    public async Task A_running_run_is_asked_to_stop_and_its_heartbeat_says_so()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync();
        var worker = await scene.WorkerAsync();
        var fence = (await scene.ClaimAsync(worker))[0].Fence;

        Assert.Equal(RunState.Running, await scene.Queue.CancelAsync(fence.RunId, default));
        Assert.Equal(RunState.Running, await scene.Queue.CancelAsync(fence.RunId, default));

        Assert.Equal([new(fence, CancelRequested: true)], await scene.Register.BeatAsync(worker, [fence.RunId], TimeSpan.FromSeconds(30), default));
        await scene.End.CancelledAsync(fence, default);
        Assert.Equal(RunState.Cancelled, (await scene.RunAsync(fence.RunId)).State);
    }

    [Theory]
    [InlineData(RunState.Succeeded), InlineData(RunState.Failed), InlineData(RunState.Cancelled)]
    public async Task A_run_that_is_over_cannot_be_cancelled_and_the_error_says_which_can(RunState state)
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var id = await scene.RunInAsync(state);
        var error = await Assert.ThrowsAsync<RunStateException>(() => scene.Queue.CancelAsync(id, default));
        Assert.Equal($"Run {id:N} is {state.ToString().ToLowerInvariant()} and cannot become cancelled; only a run that is queued or running can.", error.Message);
        Assert.Equal(state, (await scene.RunAsync(id)).State);
    }

    [Theory]
    [InlineData(RunState.Failed), InlineData(RunState.Cancelled)]
    public async Task A_retry_queues_the_run_afresh_behind_the_others_and_announces_it(RunState state)
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var id = await scene.RunInAsync(state);
        var waiting = await scene.RunInAsync(RunState.Queued);
        scene.Transport.Announced.Clear();

        await scene.Queue.RetryAsync(id, default);

        var run = await scene.RunAsync(id);
        Assert.Equal((RunState.Queued, 1, 0, false), (run.State, run.Attempt, run.Losses, run.CancelRequested));
        Assert.Null(run.ErrorMessage);
        Assert.Null(run.FinishedAt);
        Assert.Equal([id], scene.Transport.Announced);
        var claimed = await scene.ClaimAsync(await scene.WorkerAsync(), 2);
        Assert.Equal([(waiting, 1), (id, 2)], claimed.Select(c => (c.Fence.RunId, c.Fence.Attempt)));
    }

    [Theory]
    [InlineData(RunState.Queued), InlineData(RunState.Running), InlineData(RunState.Succeeded)]
    public async Task A_run_that_did_not_fail_and_was_not_cancelled_cannot_be_retried(RunState state)
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var id = await scene.RunInAsync(state);
        await Assert.ThrowsAsync<RunStateException>(() => scene.Queue.RetryAsync(id, default));
        Assert.Equal(state, (await scene.RunAsync(id)).State);
    }

    [Fact]
    public async Task A_run_that_does_not_exist_can_be_neither_cancelled_nor_retried()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var nobody = Guid.CreateVersion7();
        Assert.Contains($"{nobody:N}", (await Assert.ThrowsAsync<RunNotFoundException>(() => scene.Queue.CancelAsync(nobody, default))).Message);
        await Assert.ThrowsAsync<RunNotFoundException>(() => scene.Queue.RetryAsync(nobody, default));
    }

    [Fact]
    public async Task What_an_earlier_attempt_recorded_goes_with_the_next_claim_and_its_log_stays()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await scene.SubmitAsync();
        var worker = await scene.WorkerAsync();
        var fence = (await scene.ClaimAsync(worker))[0].Fence;
        await scene.Journal.BeginTaskAsync(fence, 0, "light", 0, default);
        await scene.Journal.LogAsync(fence, [new(DateTimeOffset.UnixEpoch, "info", "half way")], default);
        var id = fence.RunId;
        await scene.ExecuteAsync($"""
            insert into series (run_id, task_index, key, count, first_step, last_step, last_value, min_value, max_value, mean_value, nan_count)
              values ('{id}', 0, 'loss', 1, 0, 0, 1, 1, 1, 1, 0);
            insert into metric_chunks select id, 0, 0, 0, 1, 1, 1, 1, 1, 0, 'x' from series;
            insert into blobs values (sha256('abc'), 3, 'abc');
            insert into checkpoints (id, run_id, task_index, step, kind, sha256, size, metadata, created_at)
              values ('{Guid.CreateVersion7()}', '{id}', 0, 0, 'memory', sha256('abc'), 3, '{"{}"}', now());
            insert into transfers select '{id}', 0, id, now() from checkpoints;
            """);
        await scene.End.FailAsync(fence, "diverged", "at step 3", default);
        await scene.Queue.RetryAsync(id, default);
        Assert.Equal(1, await scene.CountAsync("transfers"));

        await scene.ClaimAsync(worker);

        foreach (var table in new[] { "tasks", "series", "metric_chunks", "checkpoints", "transfers" }) Assert.Equal(0, await scene.CountAsync(table));
        Assert.Equal(1, await scene.CountAsync("log_lines", "attempt = 1 and text = 'half way'"));
    }
}
