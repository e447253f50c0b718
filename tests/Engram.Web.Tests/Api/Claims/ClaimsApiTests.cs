using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Api.Claims;

public sealed class ClaimsApiTests(EngramInstance engram)
{
    [Fact]
    public async Task Each_claim_is_judged_over_the_seeds_of_the_study()
    {
        var study = await engram.WalkAsync(grid: new JsonObject { ["goal"] = new JsonArray(1, 2) }, seeds: "0..3");
        var claims = (await engram.GetAsync($"/api/v1/claims?study={study}")).Json["claims"]!.AsArray();
        Assert.Equal(["near-is-nearer holds", "far-is-nearer fails", "third-way undecided", "in-range holds"],
            claims.Select(claim => $"{claim!["id"]} {claim["verdict"]}"));

        // Oracle: the walk scores goal + seed / 1000, so left − right is −1 for every seed.
        var expectation = claims[0]!["expectations"]![0]!;
        Assert.Equal((-1.0, 4, 4, 1.0), (expectation["estimate"]!["value"]!.GetValue<double>(), expectation["n"]!.GetValue<int>(),
            expectation["agreeing"]!.GetValue<int>(), expectation["winRate"]!.GetValue<double>()));
        Assert.Equal(1.0015, expectation["leftMean"]!["value"]!.GetValue<double>(), 12);
        Assert.Contains("no condition with goal = 3", claims[2]!["expectations"]![1]!["why"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(claims[2]!["expectations"]![1]!["rightMean"]);
    }

    [Fact]
    public async Task A_study_must_be_named_and_exist()
    {
        Assert.Equal("study: Is missing.", (await engram.GetAsync("/api/v1/claims")).Errors);
        (await engram.GetAsync($"/api/v1/claims?study={new string('0', 32)}")).Refused(404);
    }
}
