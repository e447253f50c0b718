using System.Text.Json;

namespace Engram.Tracking.Studies;

/// <summary>One setting of an experiment's options, without the seed.</summary>
public sealed class Condition
{
    private Condition() { }

    /// <summary>A condition of a study.</summary>
    /// <param name="studyId">The study it belongs to.</param>
    /// <param name="position">Order within the study, from 0.</param>
    /// <param name="label">Short name for people, unique within the study.</param>
    /// <param name="options">Every option with its value, defaults included.</param>
    /// <param name="optionsHash">SHA-256 of the canonical JSON of <paramref name="options"/>, 64 lower-case hex digits.</param>
    /// <param name="now">Time of creation, UTC.</param>
    public Condition(Guid studyId, int position, string label, JsonDocument options, string optionsHash, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        StudyId = studyId;
        Position = position;
        Label = label;
        Options = options;
        OptionsHash = optionsHash;
    }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>The study it belongs to.</summary>
    public Guid StudyId { get; private set; }

    /// <summary>Order within the study, from 0.</summary>
    public int Position { get; private set; }

    /// <summary>Short name for people, unique within the study.</summary>
    public string Label { get; private set; } = "";

    /// <summary>Every option with its value, defaults included.</summary>
    public JsonDocument Options { get; private set; } = null!;

    /// <summary>Identity of the options: SHA-256 of their canonical JSON, 64 lower-case hex digits.</summary>
    public string OptionsHash { get; private set; } = "";
}
