using Engram.Testing;
using Engram.Tracking.Runs;
using Npgsql;

namespace Engram.Tracking.Tests.Runs;

public sealed class RunLifeTests(PostgresFixture postgres)
{
    // Written out by hand, not computed: the table as architecture and API describe it.
    private static readonly string[] Allowed =
    [
        "queued running", "queued cancelled",
        "running succeeded", "running failed", "running cancelled", "running queued",
        "failed queued", "cancelled queued",
    ];

    public static TheoryData<RunState, RunState> Pairs()
    {
        var pairs = new TheoryData<RunState, RunState>();
        foreach (var from in Enum.GetValues<RunState>())
            foreach (var to in Enum.GetValues<RunState>())
                if (from != to) pairs.Add(from, to);
        return pairs;
    }

    [Theory, MemberData(nameof(Pairs))]
    public async Task The_database_allows_the_moves_of_the_table_and_no_other(RunState from, RunState to)
    {
        var allowed = Allowed.Contains($"{from} {to}".ToLowerInvariant());
        Assert.Equal(allowed, RunLife.After(from).Contains(to));
        Assert.Equal(allowed, RunLife.Before(to).Contains(from));

        await using var scene = await QueueScene.CreateAsync(postgres);
        var id = await scene.RunInAsync(from);
        var worker = await scene.WorkerAsync("other");
        var over = to.IsOver() ? "now()" : "null";
        Task Move() => scene.ExecuteAsync($"""
            update runs set state = '{to}', finished_at = {over}, worker_id = '{worker}', lease_until = {(to == RunState.Running ? "now()" : "null")},
              error_message = {(to == RunState.Failed ? "'x'" : "null")} where id = '{id}'
            """.Replace($"'{to}'", $"'{to.ToString().ToLowerInvariant()}'"));

        if (allowed) await Move();
        else Assert.Equal("run_life", (await Assert.ThrowsAsync<PostgresException>(Move)).ConstraintName);
        Assert.Equal(allowed ? to : from, (await scene.RunAsync(id)).State);
    }

    [Fact]
    public void Only_failed_succeeded_and_cancelled_runs_are_over() =>
        Assert.Equal([RunState.Succeeded, RunState.Failed, RunState.Cancelled], Enum.GetValues<RunState>().Where(state => state.IsOver()));
}
