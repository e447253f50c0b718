namespace Engram.Tracking.Runs;

/// <summary>What a client or a person changes about a run; what is null stays.</summary>
public sealed record ExternalRunChange
{
    /// <summary>A new name.</summary>
    public string? Name { get; init; }

    /// <summary>The state it is in now, any after any other. With one that is not over it has no end any more.</summary>
    public RunState? State { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>New notes.</summary>
    public string? Notes { get; init; }

    /// <summary>Labels instead of the old ones.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Labels with their values, laid over those there are; null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> TagValues { get; init; } = new Dictionary<string, string?>();

    /// <summary>Options to be added, a JSON object of scalars; one that is there already must have the same value, or one that is written the same way, as 0.1 and "0.1" are, and stays as it is.</summary>
    public string Options { get; init; } = "{}";

    /// <summary>True when it is said which run it is a part of.</summary>
    public bool SaysParent { get; init; }

    /// <summary>The run it is a part of, if there is such a run; else it is a part of none. Only with <see cref="SaysParent"/>.</summary>
    public Guid? Parent { get; init; }

    /// <summary>True when points are logged with it.</summary>
    public bool HasPoints { get; init; }

    /// <summary>True when it changes what a worker says of a run of a study.</summary>
    public bool IsForExternalRuns => Name is not null || State is not null || FinishedAt is not null || Error is not null || SaysParent || HasPoints || Options != "{}";
}

/// <summary>An option was to get another value than it has; nothing was changed.</summary>
/// <param name="name">The option.</param>
/// <param name="kept">Its value, as JSON.</param>
/// <param name="given">The other one, as JSON.</param>
public sealed class OptionConflictException(string name, string kept, string given) : Exception(
    $"The option '{name}' is {kept} and cannot become {given}: what a run was asked to do does not change. Begin another run, or log it under another name.")
{
    /// <summary>The option.</summary>
    public string Name => name;

    /// <summary>Its value, as JSON.</summary>
    public string Kept => kept;

    /// <summary>The other one, as JSON.</summary>
    public string Given => given;
}

/// <summary>Something about a run of a study was to be changed that only its worker says.</summary>
/// <param name="run">The run.</param>
public sealed class WorkersRunException(Guid run) : Exception(
    $"Run {run:N} belongs to a study and is executed by a worker: its name, state, error and options are not for others to change. Its notes, tags and tagValues are.");

/// <summary>A run was to begin in a project that is in the bin.</summary>
/// <param name="project">The project.</param>
public sealed class DeletedProjectException(Guid project) : Exception($"Project {project:N} is in the bin. Restore it before you begin a run in it.");

/// <summary>A run was to get an identifier that another run has.</summary>
/// <param name="run">The identifier.</param>
/// <param name="why">Which run has it.</param>
public sealed class RunIdTakenException(Guid run, string why) : Exception($"The identifier {run:N} is taken: {why}. Choose another one, or leave it out.");
