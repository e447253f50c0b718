using System.Text.Json;

namespace Engram.Tracking.Projects;

/// <summary>A named container of studies and runs.</summary>
public sealed class Project
{
    private Project() { }

    /// <summary>A new project.</summary>
    /// <param name="name">1 to 200 characters, unique among projects that are not deleted.</param>
    /// <param name="description">Free text; may be empty.</param>
    /// <param name="now">Time of creation, UTC.</param>
    public Project(string name, string description, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        Name = name;
        Description = description;
        CreatedAt = UpdatedAt = now;
    }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>A small number that stands for it where a client wants one (an MLflow experiment id); 0 is the project that MLflow calls "Default".</summary>
    public long Number { get; init; }

    /// <summary>1 to 500 characters, unique among projects that are not deleted.</summary>
    public string Name { get; set; } = "";

    /// <summary>Free text.</summary>
    public string Description { get; set; } = "";

    /// <summary>Labels for finding it again.</summary>
    public string[] Tags { get; set; } = [];

    /// <summary>Tags that carry a value: a JSON object, key → text.</summary>
    public JsonDocument TagValues { get; set; } = JsonDocument.Parse("{}");

    /// <summary>Where an MLflow client wants the artifacts of its runs, when it said so; else null and they are kept here.</summary>
    public string? ArtifactLocation { get; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When its name, description or tags last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it was put into the bin, or null. Its name is free from then on.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
}
