namespace Engram.Web.Pages;

/// <summary>What the address of the list of runs says: all of its state.</summary>
public sealed record RunsAddress
{
    /// <summary>Only runs of this project.</summary>
    public Guid? Project { get; init; }

    /// <summary>What must hold, as it was written.</summary>
    public string? Filter { get; init; }

    /// <summary>The order, as it was written; newest first when absent.</summary>
    public string? OrderBy { get; init; }

    /// <summary>Options, metrics and tags shown, as they were written.</summary>
    public string? Columns { get; init; }

    /// <summary>A part of the names of the columns that are offered.</summary>
    public string? Find { get; init; }

    /// <summary>Where the page before ended.</summary>
    public string? After { get; init; }

    /// <summary>Where the page after begins.</summary>
    public string? Before { get; init; }

    /// <summary>The same, from the first page on.</summary>
    public RunsAddress FromStart() => this with { After = null, Before = null };
}
