namespace Engram.Tracking.Deletions;

/// <summary>What a thing in the bin is.</summary>
public enum BinKind
{
    /// <summary>A run.</summary>
    Run,

    /// <summary>A study with its runs.</summary>
    Study,

    /// <summary>A project with its studies and runs.</summary>
    Project,
}

/// <summary>A thing in the bin. What went with something larger is not listed beside it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its identifier.</param>
/// <param name="Name">What people called it.</param>
/// <param name="ProjectId">Its project; of a project, itself.</param>
/// <param name="Project">Name of its project.</param>
/// <param name="DeletedAt">When it went.</param>
/// <param name="Runs">How many runs come back with it.</param>
public sealed record BinEntry(BinKind Kind, Guid Id, string Name, Guid ProjectId, string Project, DateTimeOffset DeletedAt, int Runs);

/// <summary>What went into the bin at one time, as far as it is still there.</summary>
/// <param name="Entry">A project or a study with what went with it; or one of some runs, with how many they are.</param>
/// <param name="Projects">Names of the projects that it belongs to; runs may be of several.</param>
public sealed record BinAct(BinEntry Entry, IReadOnlyList<string> Projects)
{
    /// <summary>True when it is more than one run.</summary>
    public bool AreRuns => Entry is { Kind: BinKind.Run, Runs: > 1 };
}
