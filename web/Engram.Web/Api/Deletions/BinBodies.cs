using System.ComponentModel.DataAnnotations;

namespace Engram.Web.Api.Deletions;

/// <summary>Which runs are to go into the bin: a list, or all that a filter finds.</summary>
internal sealed record RunsToDelete
{
    /// <summary>Identifiers of runs. Unknown ones and those in the bin are passed over.</summary>
    [Length(1, 100_000)]
    public Guid[]? Ids { get; init; }

    /// <summary>A filter; together with a project it finds runs of that project only. Either this or <c>ids</c>.</summary>
    [StringLength(10_000, MinimumLength = 1)]
    public string? Filter { get; init; }

    /// <summary>Identifier of the project whose runs the filter is about; without it, of all projects.</summary>
    public Guid? Project { get; init; }
}

/// <summary>Which runs are to come back from the bin: a list, or all that went by themselves at one time.</summary>
internal sealed record RunsToRestore
{
    /// <summary>Identifiers of runs. Those that are not in the bin are passed over.</summary>
    [Length(1, 100_000)]
    public Guid[]? Ids { get; init; }

    /// <summary>The <c>deletedAt</c> of the answer to the deletion that is to be undone. Either this or <c>ids</c>.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}

/// <summary>What of the bin is to be deleted for good.</summary>
internal sealed record BinToPurge
{
    /// <summary>Only what has been in the bin for so many days.</summary>
    [Range(0, 36_500)]
    public int OlderThanDays { get; init; }

    /// <summary>Only these runs of it; without them, studies and projects too.</summary>
    [Length(1, 100_000)]
    public Guid[]? Runs { get; init; }
}
