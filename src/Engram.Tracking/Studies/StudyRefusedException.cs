namespace Engram.Tracking.Studies;

/// <summary>A study cannot be submitted or extended as asked; nothing was changed.</summary>
/// <param name="errors">Field → everything that is wrong with it.</param>
public sealed class StudyRefusedException(IReadOnlyDictionary<string, string[]> errors) : Exception(
    string.Join(" ", errors.SelectMany(error => error.Value)))
{
    /// <summary>Field → everything that is wrong with it.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; } = errors;
}
