using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Api.Health;

public sealed class HealthApiTests(EngramInstance engram)
{
    [Fact]
    public async Task A_host_with_its_database_is_alive_and_ready()
    {
        Assert.Equal("OK", await engram.Http.GetStringAsync("/health"));
        Assert.Equal((200, "ready"), (await engram.GetAsync("/ready")) is var ready ? (ready.Status, ready.Json["status"]!.GetValue<string>())
            : default);
    }

    [Fact]
    public async Task A_host_whose_schema_was_changed_under_it_is_not_ready_and_says_why()
    {
        await using var database = await engram.Postgres.CreateDatabaseAsync();
        await using var host = EngramInstance.Host(database.ConnectionString);
        host.StartServer();
        using var http = host.CreateClient();
        await using (var command = database.DataSource.CreateCommand("""insert into "__EFMigrationsHistory" values ('99990101000000_Future', '10')""")) await command.ExecuteNonQueryAsync();

        var ready = await Answer.OfAsync(await http.GetAsync("/ready"));
        Assert.Equal(503, ready.Status);
        Assert.Contains("99990101000000_Future", ready.Json["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(200, (int)(await http.GetAsync("/health")).StatusCode);
    }

    [Fact]
    public async Task A_database_that_went_away_is_answered_with_503_and_when_to_ask_again()
    {
        var database = await engram.Postgres.CreateDatabaseAsync();
        await using var host = EngramInstance.Host($"{database.ConnectionString};Timeout=2");
        host.StartServer();
        using var http = host.CreateClient();
        await database.DisposeAsync();

        var answer = await Answer.OfAsync(await http.GetAsync("/api/v1/runs"));
        Assert.Contains("cannot be reached", answer.Refused(503), StringComparison.Ordinal);
        Assert.Equal(1, answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Assert.Equal(503, (int)(await http.GetAsync("/ready")).StatusCode);
    }

    [Fact]
    public async Task Prometheus_reads_every_line()
    {
        await engram.WalkAsync(new JsonObject { ["steps"] = 1 }, seeds: "0");
        var metrics = await engram.GetAsync("/metrics");
        Assert.Equal("text/plain", metrics.MediaType);
        Assert.Matches("""engram_runs\{state="succeeded"\} [1-9]""", metrics.Text);
        Assert.Contains("engram_worker_slots 4\n", metrics.Text, StringComparison.Ordinal);
        Assert.All(metrics.Text.TrimEnd().Split('\n'), line => Assert.Matches("""^(# (HELP|TYPE) engram_\w+ .+|engram_\w+(\{\w+="\w+"\})? [0-9.E+-]+)$""", line));
    }
}
