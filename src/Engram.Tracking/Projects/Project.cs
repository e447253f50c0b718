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
        CreatedAt = now;
    }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>1 to 200 characters, unique among projects that are not deleted.</summary>
    public string Name { get; set; } = "";

    /// <summary>Free text.</summary>
    public string Description { get; set; } = "";

    /// <summary>Labels for finding it again.</summary>
    public string[] Tags { get; set; } = [];

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When it was put into the bin, or null. Its name is free from then on.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
}
