using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Hosting;

public sealed class OwnVisitorsTests(EngramInstance engram)
{
    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task A_page_of_another_site_cannot_ask_for_a_change(string header, string value)
    {
        Assert.Contains("another site", (await engram.PostAsync("/api/v1/projects", new JsonObject { ["name"] = "forged" }, (header, value)))
            .Refused(403), StringComparison.Ordinal);
        Assert.DoesNotContain((await engram.GetAsync("/api/v1/projects?limit=1000")).Items, project =>
            project["name"]!.GetValue<string>() == "forged");
        (await engram.PostAsync($"/api/v1/studies/{new string('0', 32)}/cancel", null, (header, value))).Refused(403);
        Assert.Equal(200, (await engram.GetAsync("/api/v1/projects", (header, value))).Status); // The browser keeps the answer from it.
    }

    [Fact]
    public async Task An_own_page_can()
    {
        var own = engram.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        Assert.Equal(201, (await engram.PostAsync("/api/v1/projects", new JsonObject { ["name"] = "own page" }, ("Origin", own),
            ("Sec-Fetch-Site", "same-origin"))).Status);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("10.0.0.1")]
    public async Task A_name_that_only_points_here_is_not_answered(string host)
    {
        Assert.Contains($"the name '{host}'", (await engram.GetAsync("/api/v1/projects", ("Host", host))).Refused(403), StringComparison.Ordinal);
        Assert.Equal(403, (await engram.GetAsync("/", ("Host", host))).Status);
        Assert.Equal(200, (await engram.GetAsync("/health", ("Host", host))).Status); // Probes ask by address.
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:5080")]
    [InlineData("[::1]:5080")]
    [InlineData("127.0.0.1")]
    public async Task Its_own_names_are(string host) => Assert.Equal(200, (await engram.GetAsync("/api/v1/projects", ("Host", host))).Status);

    [Fact]
    public async Task Behind_a_proxy_the_names_are_given()
    {
        await using var database = await engram.Postgres.CreateDatabaseAsync();
        await using var host = EngramInstance.Host(database.ConnectionString, builder =>
            builder.UseSetting("ENGRAM_HOSTS", "engram.example; other.example"));
        host.StartServer();
        using var http = host.CreateClient();
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/api/v1/projects") { Headers = { Host = "engram.example" } };
        Assert.Equal(200, (int)(await http.SendAsync(asked)).StatusCode);
        Assert.Equal(403, (int)(await http.GetAsync("/api/v1/projects")).StatusCode);
    }
}
