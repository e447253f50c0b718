using Engram.Testing;
using Engram.Tracking.Runs;
using Engram.Tracking.Workers;
using Engram.Web.Hosting;
using Npgsql;

namespace Engram.Web.Tests.Hosting;

/// <summary>A web host without any worker.</summary>
public sealed class LostRunsTests(EngramInstance engram)
{
    [Fact]
    public async Task A_run_of_the_last_worker_is_queued_again_though_no_worker_is_alive_and_its_pages_say_so()
    {
        await using var database = await engram.Postgres.CreateDatabaseAsync();
        await using var host = EngramInstance.Host(database.ConnectionString);
        host.StartServer();
        using var http = host.CreateClient();
        var made = await Answer.OfAsync(await http.PostAsJsonAsync("/api/v1/studies", new { project = "lonely", experiment = "walk", seeds = "0" }));
        Assert.Equal(201, made.Status);

        // A worker claims the run and is never heard of again.
        var register = new WorkerRegister(database.DataSource);
        var worker = Guid.CreateVersion7();
        await register.EnterAsync(worker, "host:1", "1.0", 1, default);
        var run = Assert.Single(await host.Services.GetRequiredService<RunQueue>().ClaimAsync(worker, 1, TimeSpan.FromMinutes(10), "{}", default)).Fence.RunId;
        Assert.DoesNotContain("No worker is alive", await http.GetStringAsync($"/runs/{run:N}"), StringComparison.Ordinal);
        await using (var silence = new NpgsqlCommand("update workers set seen_at = now() - interval '1 minute'", await database.DataSource.OpenConnectionAsync()))
        {
            await silence.ExecuteNonQueryAsync();
            await silence.Connection!.DisposeAsync();
        }

        await EngramInstance.UntilAsync(async () => (await Answer.OfAsync(await http.GetAsync($"/api/v1/runs/{run:N}"))).Json["state"]!.GetValue<string>() == "queued");

        foreach (var address in new[] { $"/runs/{run:N}", $"/studies/{made.Id}", "/workers" })
            Assert.Contains("No worker is alive", Html.Parse(await http.GetStringAsync(address)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("silent", await http.GetStringAsync("/workers"), StringComparison.Ordinal);
    }

    [Theory, InlineData("2", 2), InlineData(null, 5), InlineData("none", 5), InlineData("0", 5), InlineData("101", 5)]
    public void The_workers_setting_says_how_often_a_run_may_lose_its_worker(string? setting, int most) =>
        Assert.Equal(most, LostRuns.MaxLosses(new ConfigurationBuilder().AddInMemoryCollection([new("Runs:MaxLosses", setting)]).Build()));
}
