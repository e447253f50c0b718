using Engram.Experiments.Claims;
using Engram.Tracking.Comparing;

namespace Engram.Web.Claims;

/// <summary>A claim held against a study.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Outcome">Holds when every expectation does; fails when one does; else undecided.</param>
/// <param name="Expectations">Each expectation with what the seeds say.</param>
public sealed record ClaimVerdict(Claim Claim, Outcome Outcome, IReadOnlyList<ExpectationVerdict> Expectations);

/// <summary>An expectation held against a study.</summary>
/// <param name="Expectation">The expectation.</param>
/// <param name="Left">Mean of the left score and its interval, over the seeds it has; null when no condition has its settings.</param>
/// <param name="Right">The same of the right score; null also when there is none.</param>
/// <param name="Verdict">What the seeds say about left − right.</param>
public sealed record ExpectationVerdict(Expectation Expectation, Estimate? Left, Estimate? Right, Verdict Verdict);
