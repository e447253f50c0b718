using Engram.Experiments.Claims;
using Engram.Tracking.Comparing;
using Engram.Web.Claims;

namespace Engram.Web.Tests.Claims;

public sealed class ClaimJudgeTests
{
    private static readonly Score Near = new("score", "out", new Dictionary<string, System.Text.Json.Nodes.JsonNode> { ["goal"] = 1 });

    [Theory]
    [InlineData(new[] { Outcome.Holds, Outcome.Holds }, Outcome.Holds)]
    [InlineData(new[] { Outcome.Holds, Outcome.Undecided }, Outcome.Undecided)]
    [InlineData(new[] { Outcome.Holds, Outcome.Fails }, Outcome.Fails)]
    [InlineData(new[] { Outcome.Undecided, Outcome.Fails }, Outcome.Fails)]
    public void A_claim_holds_only_when_all_of_it_does(Outcome[] parts, Outcome whole) => Assert.Equal(whole, ClaimJudge.Together(parts));

    [Fact]
    public void Only_seeds_that_have_both_numbers_take_part_and_are_compared_with_each_other()
    {
        // Unpaired, these overlap wholly; seed by seed, left is lower by one.
        var left = new Dictionary<long, double> { [0] = 0, [1] = 10, [2] = 20, [3] = 30, [9] = 1e9 };
        var right = new Dictionary<long, double> { [0] = 1, [1] = 11, [2] = 21, [3] = 31, [8] = -1e9 };
        var judged = ClaimJudge.Judge(Expectation.Less("x", Near, Near), left, right);
        Assert.Equal((Outcome.Holds, 4, -1.0), (judged.Verdict.Outcome, judged.Verdict.Seeds, judged.Verdict.Estimate.Value));
    }

    [Fact]
    public void Two_seeds_decide_nothing()
    {
        var judged = ClaimJudge.Judge(Expectation.Less("x", Near, Near), new Dictionary<long, double> { [0] = 0, [1] = 0 },
            new Dictionary<long, double> { [0] = 1, [1] = 1 });
        Assert.Equal(Outcome.Undecided, judged.Verdict.Outcome);
    }

    [Fact]
    public void A_condition_that_the_study_lacks_is_named()
    {
        var judged = ClaimJudge.Judge(Expectation.Less("x", Near, Near), new Dictionary<long, double> { [0] = 0 }, null);
        Assert.Equal((Outcome.Undecided, "The study has no condition with goal = 1; extend it, or submit one that has."),
            (judged.Verdict.Outcome, judged.Verdict.Why));
    }

    [Fact]
    public void Equal_numbers_do_not_fulfil_less()
    {
        var same = new Dictionary<long, double> { [0] = 1, [1] = 1, [2] = 1 };
        Assert.Equal(Outcome.Fails, ClaimJudge.Judge(Expectation.Less("x", Near, Near), same, same).Verdict.Outcome);
    }
}
