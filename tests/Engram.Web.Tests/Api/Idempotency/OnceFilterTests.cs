using System.Text.Json.Nodes;
using Engram.Web.Api.Idempotency;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Web.Tests.Api.Idempotency;

public sealed class OnceFilterTests(EngramInstance engram)
{
    [Fact]
    public async Task The_same_request_again_answers_the_same_and_makes_nothing()
    {
        var key = Key();
        var first = await SubmitAsync("once", key);
        var second = await SubmitAsync("once", key);
        Assert.Equal((201, first.Text), (second.Status, second.Text));
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(1, await StudiesAsync("once"));
    }

    [Fact]
    public async Task The_same_request_sent_eight_times_at_once_makes_one_study()
    {
        var key = Key();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SubmitAsync("eight", key)));
        Assert.All(answers, answer => Assert.Equal((201, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Equal(1, await StudiesAsync("eight"));
    }

    [Fact]
    public async Task A_key_belongs_to_one_request()
    {
        var key = Key();
        await SubmitAsync("mine", key);
        Assert.Contains("another request", (await SubmitAsync("yours", key)).Refused(409), StringComparison.Ordinal);
        Assert.Equal(0, await StudiesAsync("yours"));
    }

    [Fact]
    public async Task What_was_refused_leaves_its_key_free()
    {
        var key = Key();
        (await engram.PostAsync("/api/v1/studies", new JsonObject { ["project"] = "free", ["experiment"] = "walk" }, ("Idempotency-Key", key)))
            .Refused(400);
        Assert.Equal(201, (await SubmitAsync("free", key)).Status);

        await engram.PostAsync("/api/v1/projects", new JsonObject { ["name"] = "refused" });
        var other = Key();
        (await engram.PostAsync("/api/v1/projects", new JsonObject { ["name"] = "refused" }, ("Idempotency-Key", other))).Refused(409);
        Assert.Equal(201, (await engram.PostAsync("/api/v1/projects", new JsonObject { ["name"] = "not refused" },
            ("Idempotency-Key", other))).Status);
    }

    [Fact]
    public async Task A_dry_run_leaves_its_key_free()
    {
        var key = Key();
        Assert.Equal(200, (await engram.PostAsync("/api/v1/studies?dryRun=true", Study("dry"), ("Idempotency-Key", key))).Status);
        Assert.Equal(201, (await SubmitAsync("dry", key)).Status);
    }

    [Fact]
    public async Task A_replay_happens_once_too_and_its_key_belongs_to_its_run()
    {
        var runs = await engram.RunsAsync(await engram.WalkAsync(new JsonObject { ["steps"] = 1 }, seeds: "0..1"));
        var key = Key();
        var first = await engram.PostAsync($"/api/v1/runs/{runs[0]}/replay", null, ("Idempotency-Key", key));
        var second = await engram.PostAsync($"/api/v1/runs/{runs[0]}/replay", null, ("Idempotency-Key", key));
        Assert.Equal((201, 201, first.Text), (first.Status, second.Status, second.Text));
        Assert.Contains("another request", (await engram.PostAsync($"/api/v1/runs/{runs[1]}/replay", null, ("Idempotency-Key", key))).Refused(409),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_free_again_after_seven_days()
    {
        var key = Key();
        await SubmitAsync("weekly", key);
        await AgeAsync(key, TimeSpan.FromDays(6.9));
        Assert.True((await SubmitAsync("weekly", key)).Headers.Contains("Idempotency-Replayed"));
        await AgeAsync(key, TimeSpan.FromDays(7.1));
        var later = await SubmitAsync("weekly", key);
        Assert.Equal((201, false), (later.Status, later.Headers.Contains("Idempotency-Replayed")));
        Assert.Equal(2, await StudiesAsync("weekly"));
    }

    [Fact]
    public async Task A_request_that_was_overtaken_by_one_that_was_then_refused_has_its_turn()
    {
        await using var scope = engram.Services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        http.Request.Headers[OnceFilter.Header] = Key();
        var (made, times) = (TypedResults.Created(), 0);
        var answer = await new OnceFilter().InvokeAsync(EndpointFilterInvocationContext.Create(http), _ => times++ > 0
            ? ValueTask.FromResult<object?>(made)
            : throw new DbUpdateException("Taken.", new PostgresException("Taken.", "ERROR", "ERROR", PostgresErrorCodes.UniqueViolation,
                tableName: "keyed_requests")));
        Assert.Equal((made, 2), (answer, times));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("keykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykey!")]
    public async Task A_key_is_1_to_255_visible_ASCII_characters(string key) =>
        Assert.Contains("visible ASCII", (await SubmitAsync("odd key", key)).Errors, StringComparison.Ordinal);

    [Fact]
    public async Task A_request_that_died_before_its_answer_is_not_repeated()
    {
        var key = Key();
        await SubmitAsync("died", key);
        await using (var command = engram.Database.DataSource.CreateCommand($"update keyed_requests set answer = null, status = null where key = "
            + $"'{key}'")) await command.ExecuteNonQueryAsync();
        Assert.Contains("carried out", (await SubmitAsync("died", key)).Refused(409), StringComparison.Ordinal);
        Assert.Equal(1, await StudiesAsync("died"));
    }

    [Fact]
    public void Every_POST_that_makes_something_takes_a_key()
    {
        // Asking makes nothing, what is in the bin is not put there twice, and points and log lines have request numbers of their own.
        string[] others = ["/api/v1/bin/purge", "/api/v1/comparisons/evaluate", "/api/v1/runs/delete", "/api/v1/runs/restore", "/api/v1/runs/{id}/logs",
            "/api/v1/runs/{id}/metrics"];
        var without = from source in engram.Services.GetServices<EndpointDataSource>()
                      from endpoint in source.Endpoints.OfType<RouteEndpoint>()
                      where endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("POST") == true
                      where (endpoint.Metadata.GetMetadata<Engram.Web.Api.Requests.TakesBody>() is not null
                          || endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Any(answer => answer.StatusCode == 201))
                          && endpoint.Metadata.GetMetadata<TakesIdempotencyKey>() is null
                      select endpoint.RoutePattern.RawText!.TrimEnd('/');
        Assert.Equal(others, without.Order(StringComparer.Ordinal));
    }

    private static string Key() => Guid.CreateVersion7().ToString("N");

    private static JsonObject Study(string project) => new() { ["project"] = project, ["experiment"] = "walk", ["seeds"] = "0",
        ["options"] = new JsonObject { ["steps"] = 1 } };

    private async Task AgeAsync(string key, TimeSpan age)
    {
        await using var command = engram.Database.DataSource.CreateCommand("update keyed_requests set created_at = now() - $1 where key = $2");
        command.Parameters.AddWithValue(age);
        command.Parameters.AddWithValue(key);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    private Task<Answer> SubmitAsync(string project, string key) => engram.PostAsync("/api/v1/studies", Study(project), ("Idempotency-Key", key));

    private async Task<int> StudiesAsync(string project) =>
        (await engram.GetAsync("/api/v1/projects?limit=1000")).Items.Where(p => p["name"]!.GetValue<string>() == project)
            .Select(p => p["studies"]!.GetValue<int>()).SingleOrDefault();
}
