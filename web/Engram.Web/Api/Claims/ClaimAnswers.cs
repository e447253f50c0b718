using Engram.Experiments.Claims;
using Engram.Tracking.Comparing;
using Engram.Web.Claims;

namespace Engram.Web.Api.Claims;

/// <summary>The claims of an experiment held against a study.</summary>
/// <param name="StudyId">Identifier of the study.</param>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="Claims">The claims, in the order of the experiment.</param>
internal sealed record ClaimsAnswer(Guid StudyId, string Experiment, IReadOnlyList<ClaimAnswer> Claims);

/// <summary>A claim held against a study.</summary>
/// <param name="Id">Name of the claim, unique in the experiment.</param>
/// <param name="Sentence">What is claimed.</param>
/// <param name="Source">Where: section, table or figure.</param>
/// <param name="Verdict"><c>holds</c> when every expectation does, <c>fails</c> when one does, else <c>undecided</c>.</param>
/// <param name="Expectations">The inequalities it is made of.</param>
internal sealed record ClaimAnswer(string Id, string Sentence, string Source, Outcome Verdict, IReadOnlyList<ExpectationAnswer> Expectations)
{
    public static ClaimAnswer Of(ClaimVerdict judged) => new(judged.Claim.Id, judged.Claim.Sentence, judged.Claim.Source, judged.Outcome,
        [.. judged.Expectations.Select(ExpectationAnswer.Of)]);
}

/// <summary>One inequality of a claim: the mean over seeds of left − right is expected strictly between low and high.</summary>
/// <param name="Label">Which part of the claim it is.</param>
/// <param name="Left">What is measured.</param>
/// <param name="Right">What it is compared with, seed by seed; absent when with nothing.</param>
/// <param name="Low">Lower end of what is expected.</param>
/// <param name="High">Upper end of what is expected.</param>
/// <param name="Verdict"><c>holds</c>, <c>fails</c> or <c>undecided</c>.</param>
/// <param name="Estimate">Mean of left − right over the seeds, with its 95 % interval; NaN when there are too few.</param>
/// <param name="LeftMean">Mean of left with its interval; absent when no condition of the study has its settings.</param>
/// <param name="RightMean">Mean of right with its interval; absent likewise.</param>
/// <param name="N">Seeds that have both numbers.</param>
/// <param name="Agreeing">How many of them lie in the expected range.</param>
/// <param name="WinRate">Share of the seeds that do; NaN without seeds.</param>
/// <param name="NotFinite">How many gave NaN or an infinity, and so are not in the estimate.</param>
/// <param name="Why">The verdict in a sentence, with the numbers.</param>
internal sealed record ExpectationAnswer(string Label, Score Left, Score? Right, double Low, double High, Outcome Verdict, Estimate Estimate,
    Estimate? LeftMean, Estimate? RightMean, int N, int Agreeing, double WinRate, int NotFinite, string Why)
{
    public static ExpectationAnswer Of(ExpectationVerdict judged) => new(judged.Expectation.Label, judged.Expectation.Left, judged.Expectation.Right,
        judged.Expectation.Low, judged.Expectation.High, judged.Verdict.Outcome, judged.Verdict.Estimate, judged.Left, judged.Right,
        judged.Verdict.Seeds, judged.Verdict.Agreeing, judged.Verdict.Agreement, judged.Verdict.NotFinite, judged.Verdict.Why);
}
