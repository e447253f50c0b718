namespace Engram.Experiments;

/// <summary>One stage of the sequence a run goes through.</summary>
/// <param name="Name">Kebab-case, as <see cref="Running.IRunContext.BeginTask"/> gets it.</param>
/// <param name="Description">One sentence.</param>
public sealed record TaskDeclaration(string Name, string Description);
