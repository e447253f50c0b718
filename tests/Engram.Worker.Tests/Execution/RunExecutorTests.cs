using System.Text.Json;
using Engram.Experiments.Running;
using Engram.Testing;
using Engram.Tracking.Runs;
using Engram.Worker.Tests.Experiments;
using Microsoft.EntityFrameworkCore;

namespace Engram.Worker.Tests.Execution;

public sealed class RunExecutorTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_succeeded_run_has_left_in_the_record_exactly_what_the_experiment_recorded()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        var id = (await scene.SubmitAsync("steady", """{"steps": 40, "pauseMs": 12}"""))[0];
        await scene.StartWorkerAsync();
        await scene.UntilAsync(id, RunState.Succeeded);

        // The same experiment without any platform.
        var list = new ListRunContext(seed: 0);
        new SteadyExperiment(new() { Steps = 40 }).Run(list);
        await using var db = scene.Db();
        Assert.Equal([("out", 0L, (long?)39), ("back", 40L, 79L)], (await db.Tasks.OrderBy(t => t.Index).ToListAsync()).Select(t => (t.Name, t.FirstStep, t.LastStep)));
        var imprint = await scene.ImprintAsync(id);
        foreach (var (key, task, index) in new[] { ("inputs", null, ""), ("position", "out", "0"), ("square", "out", "0"), ("position", "back", "1"), ("square", "back", "1") })
        {
            var wanted = string.Join(' ', list.Series(key, task).Select(point => $"{point.Key}:{BitConverter.DoubleToInt64Bits(point.Value):x16}"));
            Assert.Contains(imprint.Split('\n'), line => line.StartsWith($"series {index} {key} n={list.Series(key, task).Count} ", StringComparison.Ordinal) && line.EndsWith($": {wanted}", StringComparison.Ordinal));
        }
        Assert.Equal(5, imprint.Split('\n').Count(line => line.StartsWith("series", StringComparison.Ordinal)));
        foreach (var (checkpoint, index) in list.Checkpoints.Select((checkpoint, index) => (checkpoint, index)))
            Assert.Contains($"checkpoint {index} memory 39 {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(checkpoint.Content))}", imprint);
        Assert.Contains($"transfer 1 from {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(list.Checkpoints[0].Content))}", imprint);
        Assert.Equal(list.Lines.Select(line => ("info", line.Line, 1)), (await db.LogLines.OrderBy(l => l.Id).ToListAsync()).Select(l => (l.Severity, l.Text, l.Attempt)));
        var run = await scene.RunAsync(id);
        Assert.Equal((1.0, ""), (run.Progress, run.Doing));
        var environment = JsonDocument.Parse(run.Environment!).RootElement;
        Assert.Equal((Environment.MachineName, 1), (environment.GetProperty("machine").GetString(), environment.GetProperty("experimentVersion").GetInt32()));
        Assert.Contains(".NET", environment.GetProperty("runtime").GetString());
    }

    [Fact]
    public async Task The_same_seed_leaves_the_same_bits_and_another_seed_others()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        var first = await scene.SubmitAsync("steady", """{"steps": 300}""", seeds: 2);
        var again = await scene.SubmitAsync("steady", """{"steps": 300, "pauseMs": 1}""", seeds: 2);
        await scene.StartWorkerAsync();
        foreach (var id in first.Concat(again)) await scene.UntilAsync(id, RunState.Succeeded);

        Assert.Equal(await scene.ImprintAsync(first[0]), await scene.ImprintAsync(again[0]));
        Assert.Equal(await scene.ImprintAsync(first[1]), await scene.ImprintAsync(again[1]));
        Assert.NotEqual(await scene.ImprintAsync(first[0]), await scene.ImprintAsync(first[1]));
    }

    [Fact]
    public async Task A_study_hands_its_checkpoint_to_every_run_and_the_lineage_shows_it()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        await scene.StartWorkerAsync();
        var giver = (await scene.SubmitAsync("steady"))[0];
        await scene.UntilAsync(giver, RunState.Succeeded);
        await using var db = scene.Db();
        var memory = await db.Checkpoints.OrderBy(c => c.TaskIndex).LastAsync();

        var heir = (await scene.SubmitAsync("steady", memory: memory.Id))[0];
        await scene.UntilAsync(heir, RunState.Succeeded);

        Assert.Equal(memory.Size, (await db.Series.SingleAsync(s => s.RunId == heir && s.Key == "inputs")).LastValue);
        Assert.Equal(memory.Id, (await db.Transfers.SingleAsync(t => t.RunId == heir && t.TaskIndex == 0)).CheckpointId);
    }

    [Theory]
    [InlineData("throws", "The weights of layer 2 are not finite.", nameof(UnrulyExperiment))]
    [InlineData("names-nothing", "A metric key has 1 to 250 characters", nameof(UnrulyExperiment))]
    [InlineData("keeps-rubbish", "safetensors", nameof(UnrulyExperiment))]
    [InlineData("starts-from-nothing", "There is no checkpoint 00000000000000000000000000000000", "RecordTransferAsync")]
    [InlineData("pretends-to-be-cancelled", "The environment gave up.", nameof(UnrulyExperiment))]
    public async Task A_run_that_fails_keeps_its_error_with_the_stack_and_what_it_recorded_before(string misdeed, string message, string inStack)
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        var id = (await scene.SubmitAsync("unruly", $$"""{"misdeed": "{{misdeed}}"}"""))[0];
        await scene.StartWorkerAsync();

        var run = await scene.UntilAsync(id, RunState.Failed);

        Assert.Contains(message, run.ErrorMessage);
        Assert.Contains(inStack, run.ErrorDetail);
        Assert.Equal((1, 0), (run.Attempt, run.Losses));
        if (misdeed == "starts-from-nothing") return; // There the record itself refused, and refuses what follows.
        Assert.Equal(1, await scene.CountAsync("series", "key = 'before' and count = 10"));
        Assert.Equal(1, await scene.CountAsync("log_lines", "severity = 'warning' and text = 'now it comes'"));
    }

    [Fact]
    public async Task A_run_of_an_experiment_this_worker_does_not_have_fails_with_the_reason()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        var newer = (await scene.SubmitAsync("steady", version: 2))[0];
        var unknown = (await scene.SubmitAsync("stedy"))[0];
        var odd = (await scene.SubmitAsync("steady", """{"stops": 3}"""))[0];
        await scene.StartWorkerAsync();

        Assert.Contains("submitted for steady version 2; this worker has version 1", (await scene.UntilAsync(newer, RunState.Failed)).ErrorMessage);
        Assert.Contains("steady", (await scene.UntilAsync(unknown, RunState.Failed)).ErrorMessage);
        Assert.Contains("stops", (await scene.UntilAsync(odd, RunState.Failed)).ErrorMessage);
    }

    [Theory]
    [InlineData("steady", """{"steps": 100000, "pauseMs": 10}""")]
    [InlineData("unruly", """{"misdeed": "only-records"}""")]
    [InlineData("unruly", """{"misdeed": "is-deaf"}""")]
    [InlineData("unruly", """{"misdeed": "stops-in-parts"}""")]
    public async Task A_cancel_takes_effect_within_two_seconds_whether_the_experiment_listens_or_not(string experiment, string options)
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        var id = (await scene.SubmitAsync(experiment, options))[0];
        await scene.StartWorkerAsync();
        await scene.UntilAsync(id, RunState.Running);
        await WorkerScene.UntilAsync(async () => await scene.CountAsync("series") > 0);

        var asked = TimeProvider.System.GetTimestamp();
        await scene.Queue.CancelAsync(id, default);
        await scene.UntilAsync(id, RunState.Cancelled);

        var took = TimeProvider.System.GetElapsedTime(asked);
        TestContext.Current.TestOutputHelper?.WriteLine($"cancelled after {took.TotalMilliseconds:F0} ms");
        Assert.True(took < TimeSpan.FromSeconds(2), $"The cancel took {took}.");
        Assert.True(await scene.CountAsync("series") > 0, "What was recorded until then is kept.");
    }

    [Fact]
    public async Task No_more_runs_at_a_time_than_the_worker_has_places()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        var ids = await scene.SubmitAsync("steady", """{"steps": 10, "pauseMs": 10}""", seeds: 8);
        await scene.StartWorkerAsync(concurrency: 2);
        var most = 0L;
        await WorkerScene.UntilAsync(async () =>
        {
            most = Math.Max(most, await scene.CountAsync("runs", "state = 'running'"));
            return await scene.CountAsync("runs", "state = 'succeeded'") == ids.Count;
        });
        Assert.Equal(2, most);
    }

    [Fact]
    public async Task An_experiment_that_does_not_stop_keeps_its_place_after_its_run_was_let_go()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        var deaf = (await scene.SubmitAsync("unruly", """{"misdeed": "is-deaf"}"""))[0];
        await scene.StartWorkerAsync(concurrency: 1);
        await scene.UntilAsync(deaf, RunState.Running);
        await scene.Queue.CancelAsync(deaf, default);
        await scene.UntilAsync(deaf, RunState.Cancelled);

        var next = (await scene.SubmitAsync("steady"))[0];
        await Task.Delay(500);
        Assert.Equal(RunState.Queued, (await scene.RunAsync(next)).State);
        await scene.UntilAsync(next, RunState.Succeeded);
    }
}
