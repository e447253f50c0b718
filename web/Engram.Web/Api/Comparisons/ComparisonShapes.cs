using System.Globalization;
using Engram.Tracking.Comparing;
using Engram.Web.Api.Requests;
using Engram.Web.Api.Tables;

namespace Engram.Web.Api.Comparisons;

/// <summary>A question to be saved.</summary>
internal sealed record NewComparison
{
    /// <summary>Identifier or name of a project; by default that of the study asked about.</summary>
    [Name]
    public string? Project { get; init; }

    /// <summary>Name.</summary>
    [Name]
    public required string Name { get; init; }

    /// <summary>The question.</summary>
    public required Question Question { get; init; }
}

/// <summary>What is to change about a saved comparison; what is absent stays.</summary>
internal sealed record ComparisonChanges
{
    /// <summary>A new name.</summary>
    [Name]
    public string? Name { get; init; }

    /// <summary>A new question; a frozen comparison keeps its own.</summary>
    public Question? Question { get; init; }
}

/// <summary>A saved comparison in a list.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="ProjectId">Identifier of its project.</param>
/// <param name="Name">Name.</param>
/// <param name="Question">The question.</param>
/// <param name="Frozen">Whether its answer is kept as it was.</param>
/// <param name="CreatedAt">When it was saved.</param>
internal sealed record ComparisonSummary(Guid Id, Guid ProjectId, string Name, Question Question, bool Frozen, DateTimeOffset CreatedAt);

/// <summary>A saved comparison with its answer.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="ProjectId">Identifier of its project.</param>
/// <param name="Name">Name.</param>
/// <param name="Question">The question.</param>
/// <param name="Frozen">Whether its answer is kept as it was.</param>
/// <param name="CreatedAt">When it was saved.</param>
/// <param name="Answer">The answer: as the record is now, or as it was when frozen.</param>
internal sealed record SavedComparison(Guid Id, Guid ProjectId, string Name, Question Question, bool Frozen, DateTimeOffset CreatedAt,
    ComparisonAnswer Answer)
{
    /// <summary>Its groups as a table: every digit for programs, five for people.</summary>
    public TextTable ToText(TableForm form) =>
        new($"{Name}: {Question.Metric}{(Question.Task is null ? "" : $" of {Question.Task}")}, {Question.Reduce}, "
        + $"{Question.Statistic.ToString().ToLowerInvariant()} over n seeds.",
        ["group", "n", "planned", "not finite", Question.Statistic.ToString().ToLowerInvariant(), "low", "high"],
        [.. Answer.Groups.Select(group => (IReadOnlyList<string>)[group.Label, $"{group.N}", $"{group.Planned}", $"{group.NotFinite}",
            .. new[] { group.Estimate.Value, group.Estimate.Low, group.Estimate.High }.Select(number =>
                number.ToString(form == TableForm.Csv ? "R" : "G5", CultureInfo.InvariantCulture))])]);
}
