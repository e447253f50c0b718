using System.Reflection;
using System.Text.Json.Nodes;
using Engram.Experiments.Options;

namespace Engram.Experiments;

/// <summary>An entry of the catalogue: all that is known about an experiment without running it.</summary>
public sealed record ExperimentDescription
{
    /// <summary>Kebab-case, unique in the catalogue.</summary>
    public required string Name { get; init; }

    /// <summary>What a person calls it.</summary>
    public required string Title { get; init; }

    /// <summary>The question it asks.</summary>
    public required string Question { get; init; }

    /// <summary>Raised whenever the numbers of an unchanged condition change.</summary>
    public required int Version { get; init; }

    /// <summary>Paper, section and figure or table; empty when it is our own.</summary>
    public required string Source { get; init; }

    /// <summary>Its options.</summary>
    public required OptionsSchema Options { get; init; }

    /// <summary>Presets, tasks, metrics, claims and tables.</summary>
    public required ExperimentPlan Plan { get; init; }

    /// <summary>The class that is the experiment.</summary>
    public required Type Type { get; init; }

    /// <summary>The experiment for one condition.</summary>
    /// <param name="options">Option name → value; what is absent keeps its default.</param>
    /// <exception cref="InvalidFieldsException">Some setting is wrong.</exception>
    public IExperiment Create(JsonObject options) => Create(OptionsReader.Read(Options, options));

    /// <summary>The experiment for an options record of its own type.</summary>
    /// <exception cref="ArgumentException">The record is of another type.</exception>
    public IExperiment Create(object options) => Options.RecordType.IsInstanceOfType(options)
        ? (IExperiment)Type.GetConstructors()[0].Invoke(BindingFlags.DoNotWrapExceptions, null, [options], null)
        : throw new ArgumentException($"{Name} takes {Options.RecordType.Name}; given was {options.GetType().Name}.", nameof(options));
}
