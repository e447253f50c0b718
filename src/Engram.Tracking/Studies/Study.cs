using Engram.Tracking.Projects;

namespace Engram.Tracking.Studies;

/// <summary>What a researcher submits: one experiment, a list of conditions, a list of seeds. The design is data.</summary>
/// <remarks>The runs that should exist are <see cref="Conditions"/> × <see cref="Seeds"/>; what is missing or doubled can be read off.</remarks>
public sealed class Study
{
    private Study() { }

    /// <summary>A new study; under the identifier given, if one was chosen before.</summary>
    public Study(Guid projectId, string name, string experiment, int experimentVersion, long[] seeds, DateTimeOffset now, Guid? id = null)
    {
        Id = id ?? Guid.CreateVersion7(now);
        ProjectId = projectId;
        Name = name;
        Experiment = experiment;
        ExperimentVersion = experimentVersion;
        Seeds = seeds;
        CreatedAt = now;
    }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>The project it belongs to.</summary>
    public Guid ProjectId { get; private set; }

    /// <summary>The project it belongs to; loaded on demand.</summary>
    public Project? Project { get; private set; }

    /// <summary>1 to 200 characters.</summary>
    public string Name { get; set; } = "";

    /// <summary>Name of the experiment in the catalogue.</summary>
    public string Experiment { get; private set; } = "";

    /// <summary>Version of the experiment at submission.</summary>
    public int ExperimentVersion { get; private set; }

    /// <summary>Preset it was made from, or null.</summary>
    public string? Preset { get; init; }

    /// <summary>Seeds of every condition, ≥ 0, distinct, in the order submitted.</summary>
    public long[] Seeds { get; set; } = [];

    /// <summary>Higher goes first; default 0.</summary>
    public int Priority { get; init; }

    /// <summary>Labels for finding it again.</summary>
    public string[] Tags { get; set; } = [];

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When it was put into the bin, or null.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Its conditions, by position; loaded on demand.</summary>
    public List<Condition> Conditions { get; private set; } = [];

    /// <summary>Checkpoints every run of the study starts from; loaded on demand.</summary>
    public List<StudyInput> Inputs { get; private set; } = [];
}
