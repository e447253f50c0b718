namespace Engram.Experiments.Claims;

/// <summary>A sentence that runs can hold against: it holds when every one of its expectations holds over seeds.</summary>
/// <param name="Id">Kebab-case, unique in the experiment.</param>
/// <param name="Sentence">What is claimed, in one sentence a reader of the paper recognises.</param>
/// <param name="Source">Section, table or figure; <c>ours</c> when we set it.</param>
/// <param name="Expectations">At least one inequality over scores.</param>
public sealed record Claim(string Id, string Sentence, string Source, IReadOnlyList<Expectation> Expectations);
