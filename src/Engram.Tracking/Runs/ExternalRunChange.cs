namespace Engram.Tracking.Runs;

/// <summary>What a client or a person changes about a run; what is null stays.</summary>
public sealed record ExternalRunChange
{
    /// <summary>A new name.</summary>
    public string? Name { get; init; }

    /// <summary>The state it is in now, any after any other. With one that is over it finishes now, with another it is not over.</summary>
    public RunState? State { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>New notes.</summary>
    public string? Notes { get; init; }

    /// <summary>Labels instead of the old ones.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Labels with their values, laid over those there are; null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> TagValues { get; init; } = new Dictionary<string, string?>();

    /// <summary>Options to be added, a JSON object of scalars; one that is there already must have the same value.</summary>
    public string Options { get; init; } = "{}";

    /// <summary>True when it changes what a worker says of a run of a study.</summary>
    public bool IsForExternalRuns => Name is not null || State is not null || Error is not null || Options != "{}";
}

/// <summary>An option was to get another value than it has; nothing was changed.</summary>
/// <param name="name">The option.</param>
/// <param name="kept">Its value, as JSON.</param>
/// <param name="given">The other one, as JSON.</param>
public sealed class OptionConflictException(string name, string kept, string given) : Exception(
    $"The option '{name}' is {kept} and cannot become {given}: what a run was asked to do does not change. Begin another run, or log it under another name.");

/// <summary>Something about a run of a study was to be changed that only its worker says.</summary>
/// <param name="run">The run.</param>
public sealed class WorkersRunException(Guid run) : Exception(
    $"Run {run:N} belongs to a study and is executed by a worker: its name, state, error and options are not for others to change. Its notes, tags and tagValues are.");

/// <summary>A run was to get an identifier that another run has.</summary>
/// <param name="run">The identifier.</param>
/// <param name="why">Which run has it.</param>
public sealed class RunIdTakenException(Guid run, string why) : Exception($"The identifier {run:N} is taken: {why}. Choose another one, or leave it out.");
