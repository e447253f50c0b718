using Engram.Migrations;
using Engram.Testing;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Worker.Tests.Hosting;

/// <summary>The database goes away in the middle of a run, on a server of the test's own.</summary>
public sealed class DatabaseRestartTests
{
    private const string Slow = """{"steps": 100, "pauseMs": 15}""";

    [Fact]
    public async Task A_run_outlives_a_restart_of_the_database_within_its_lease_and_misses_nothing()
    {
        await using var server = await Server.StartAsync();
        await using var scene = await WorkerScene.CreateAsync(server.Postgres.ConnectionString);
        var id = (await scene.SubmitAsync("steady", Slow))[0];
        await scene.StartWorkerAsync();
        await scene.UntilAsync(id, run => run.Progress > 0.2, "progress");

        await server.AwayAsync(TimeSpan.FromSeconds(1));
        scene.Data.Clear();

        Assert.Equal(1, (await scene.UntilAsync(id, RunState.Succeeded)).Attempt);
        var undisturbed = (await scene.SubmitAsync("steady", """{"steps": 100}"""))[0];
        await scene.UntilAsync(undisturbed, RunState.Succeeded);
        Assert.Equal(await scene.ImprintAsync(undisturbed), await scene.ImprintAsync(id));
    }

    [Fact]
    public async Task When_the_database_stays_away_beyond_the_lease_the_run_is_given_up_and_begun_anew()
    {
        await using var server = await Server.StartAsync();
        await using var scene = await WorkerScene.CreateAsync(server.Postgres.ConnectionString);
        var id = (await scene.SubmitAsync("steady", Slow))[0];
        await scene.StartWorkerAsync(leaseSeconds: 2);
        await scene.UntilAsync(id, run => run.Progress > 0.2, "progress");

        await server.AwayAsync(TimeSpan.FromSeconds(4));
        scene.Data.Clear();

        var run = await scene.UntilAsync(id, RunState.Succeeded);
        Assert.Equal((2, 1), (run.Attempt, run.Losses));
        Assert.Equal(2, await scene.CountAsync("tasks"));
    }

    [Fact]
    public async Task A_worker_can_be_stopped_while_the_database_is_away()
    {
        await using var server = await Server.StartAsync();
        await using var scene = await WorkerScene.CreateAsync(server.Postgres.ConnectionString);
        var id = (await scene.SubmitAsync("steady", Slow))[0];
        var program = await scene.StartProgramAsync();
        await scene.UntilAsync(id, run => run.Progress > 0, "progress");
        await server.Postgres.StopAsync();

        Assert.Equal(0, await program.TerminateAsync());

        await server.Postgres.RestartAsync();
        scene.Data.Clear();
        await scene.StartProgramAsync();
        Assert.Equal((2, 1), ((await scene.UntilAsync(id, RunState.Succeeded)).Attempt, (await scene.RunAsync(id)).Losses));
    }

    private sealed class Server(PrivatePostgres postgres, DirectoryInfo directory) : IAsyncDisposable
    {
        public PrivatePostgres Postgres => postgres;

        public static async Task<Server> StartAsync()
        {
            var programs = PostgresFixture.Programs();
            var directory = Directory.CreateTempSubdirectory("engram-test-");
            if (OperatingSystem.IsLinux()) directory.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute; // for the server's user
            var server = new Server(await PrivatePostgres.StartAsync(directory.FullName, programs, new PrivatePostgresOptions { Durable = false }), directory);
            await using var db = EngramDbFactory.Create(server.Postgres.ConnectionString);
            await db.Database.MigrateAsync();
            return server;
        }

        public async Task AwayAsync(TimeSpan time)
        {
            await postgres.StopAsync();
            await Task.Delay(time);
            await postgres.RestartAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await postgres.DisposeAsync();
            directory.Delete(recursive: true);
        }
    }
}
