using Engram.Testing;
using Engram.Tracking.Runs;
using Npgsql;

namespace Engram.Worker.Tests.Hosting;

/// <summary>The worker as a process: killed, frozen, told to stop, refused at the start.</summary>
public sealed class WorkerProgramTests(PostgresFixture postgres)
{
    private const string Slow = """{"steps": 200, "pauseMs": 15}""";

    [Fact]
    public async Task After_kill_9_another_worker_begins_the_run_anew_within_moments_and_leaves_the_same_bits()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        // Long enough that it still goes on when the second program is there, on a busy machine too.
        var disturbed = (await scene.SubmitAsync("steady", """{"steps": 200, "pauseMs": 40}"""))[0];
        var first = await scene.StartProgramAsync();
        await scene.UntilAsync(disturbed, run => run.Progress > 0.2, "progress");
        await scene.StartProgramAsync();

        await first.KillAsync();
        var killed = TimeProvider.System.GetTimestamp();
        await scene.UntilAsync(disturbed, run => run.Attempt == 2, "a second attempt");

        var took = TimeProvider.System.GetElapsedTime(killed);
        TestContext.Current.TestOutputHelper?.WriteLine($"claimed again {took.TotalMilliseconds:F0} ms after the kill");
        Assert.True(took < TimeSpan.FromSeconds(10), $"It took {took}: that was the lease, not the lock.");
        Assert.Equal(1, (await scene.UntilAsync(disturbed, RunState.Succeeded)).Losses);
        var undisturbed = (await scene.SubmitAsync("steady", """{"steps": 200}"""))[0];
        await scene.UntilAsync(undisturbed, RunState.Succeeded);
        Assert.Equal(await scene.ImprintAsync(undisturbed), await scene.ImprintAsync(disturbed));
        Assert.Equal(1, await scene.CountAsync("log_lines", $"run_id = '{disturbed}' and text like 'Worker % was lost in attempt 1 (its process is gone); the run is queued.'"));
    }

    [Fact]
    public async Task Told_to_stop_it_hands_back_and_exits_with_0_within_two_seconds()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        var id = (await scene.SubmitAsync("steady", """{"steps": 100000, "pauseMs": 10}"""))[0];
        var program = await scene.StartProgramAsync();
        await scene.UntilAsync(id, run => run.Progress > 0, "progress");

        var asked = TimeProvider.System.GetTimestamp();
        var exitCode = await program.TerminateAsync();
        Assert.True(exitCode == 0, $"Exit code {exitCode}: {program.Output}");

        var took = TimeProvider.System.GetElapsedTime(asked);
        TestContext.Current.TestOutputHelper?.WriteLine($"exited after {took.TotalMilliseconds:F0} ms");
        Assert.True(took < TimeSpan.FromSeconds(3), $"It took {took}.");
        var run = await scene.RunAsync(id);
        Assert.Equal((RunState.Queued, 0), (run.State, run.Losses));
    }

    [Fact]
    public async Task One_that_was_frozen_beyond_its_lease_finds_its_run_finished_by_another_and_changes_nothing()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        var id = (await scene.SubmitAsync("steady", Slow))[0];
        var frozen = await scene.StartProgramAsync(("Runs__LeaseSeconds", "2"));
        await scene.UntilAsync(id, run => run.Progress > 0.2, "progress");
        frozen.FreezeIt();
        await scene.StartProgramAsync();
        Assert.Equal(2, (await scene.UntilAsync(id, RunState.Succeeded)).Attempt);
        var imprint = await scene.ImprintAsync(id);

        frozen.ThawIt();
        await WorkerScene.UntilAsync(() => Task.FromResult(frozen.Output.Contains("no longer with this worker", StringComparison.Ordinal)));

        Assert.Equal((RunState.Succeeded, 2), ((await scene.RunAsync(id)).State, (await scene.RunAsync(id)).Attempt));
        Assert.Equal(imprint, await scene.ImprintAsync(id));
        Assert.True(frozen.IsRunning);
    }

    [Fact]
    public async Task A_run_that_ends_its_workers_fails_after_a_few()
    {
        await using var scene = await WorkerScene.CreateAsync(postgres);
        var id = (await scene.SubmitAsync("unruly", """{"misdeed": "ends-the-process"}"""))[0];
        for (var i = 0; i < 2; i++) Assert.Equal(9, await (await scene.StartProgramAsync(("Runs__MaxLosses", "2"))).ExitCodeAsync());
        await scene.StartProgramAsync(("Runs__MaxLosses", "2"));
        Assert.StartsWith("The worker was lost 2 times", (await scene.UntilAsync(id, RunState.Failed)).ErrorMessage);
    }

    [Fact]
    public async Task Wrong_settings_are_refused_with_exit_code_1_and_one_line_each()
    {
        await using var program = WorkerProgram.Start(("Runs__Engine", "Hangfire"), ("Runs__PollSeconds", "never"));
        Assert.Equal(1, await program.ExitCodeAsync());
        Assert.Equal(["No database is named", "Runs:Engine is Hangfire", "Runs:PollSeconds is 'never'"],
            program.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..Math.Min(line.Length, 80)]).Select(line => line.Split(';', '.', ',')[0]));
    }

    [Fact]
    public async Task An_assembly_that_is_none_is_refused()
    {
        await using var program = WorkerProgram.Start(("ConnectionStrings__Engram", "Host=nowhere"),
            ("Experiments__Assemblies", Path.Combine(AppContext.BaseDirectory, "Engram.Worker.runtimeconfig.json")));
        Assert.Equal(1, await program.ExitCodeAsync());
        Assert.Contains("Engram.Worker.runtimeconfig.json", program.Output);
        Assert.DoesNotContain("Unhandled", program.Output);
    }

    [Fact]
    public async Task A_database_without_our_tables_or_that_is_not_there_is_refused_with_what_to_do()
    {
        await using var empty = await postgres.CreateDatabaseAsync(migrated: false);
        await using var bare = WorkerProgram.Start(("ConnectionStrings__Engram", empty.ConnectionString));
        Assert.Equal(1, await bare.ExitCodeAsync());
        await using var absent = WorkerProgram.Start(("ConnectionStrings__Engram", new NpgsqlConnectionStringBuilder(empty.ConnectionString) { Database = "nobody" }.ConnectionString));
        Assert.Equal(1, await absent.ExitCodeAsync());
        Assert.Contains("The database is empty. Run the migrations first", bare.Output);
        Assert.Contains("cannot be used", absent.Output);
    }
}
